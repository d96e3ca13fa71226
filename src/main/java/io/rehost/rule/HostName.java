package io.rehost.rule;

import java.net.IDN;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The text of host names: letters, digits, hyphens and underscores in labels of 1 to 63, 253 in all
 * (RFC 1123 2.1, with the underscore that people use). A name whose last label is all digits must
 * be an IPv4 address, so that no reader takes {@code 127.1} for one and another for a name.
 */
final class HostName {
  private static final int LONGEST_LABEL = 63;
  private static final int LONGEST_NAME = 253;

  private HostName() {}

  /**
   * A host name or IPv4 address in lower case without its trailing dot; null if it is neither. The
   * argument itself comes back if there is nothing to change.
   */
  static @Nullable String canonical(String text) {
    int length = text.length();
    if (length > 1 && text.charAt(length - 1) == '.') {
      length--;
    }
    if (length == 0 || length > LONGEST_NAME) {
      return null;
    }
    boolean upperCase = false;
    boolean onlyDigits = true;
    int label = 0;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c == '.') {
        if (i == label) {
          return null;
        }
        label = i + 1;
        onlyDigits = true;
      } else {
        if (!isHostNameCharacter(c) || i - label >= LONGEST_LABEL) {
          return null;
        }
        upperCase |= c >= 'A' && c <= 'Z';
        onlyDigits &= IpLiteral.isDigit(c);
      }
    }
    if (label == length) {
      return null;
    }
    String name = length == text.length() ? text : text.substring(0, length);
    String lower = upperCase ? name.toLowerCase(Locale.ROOT) : name;
    return onlyDigits && !IpLiteral.isIpv4(lower) ? null : lower;
  }

  /**
   * The name with its non-ASCII labels as A-labels (RFC 5890 2.3.2.1), nothing else changed; null
   * if there is no A-label for one. The four characters that IDNA 2003, which the JDK speaks, maps
   * to others than IDNA 2008 are not accepted: their A-label has to be written.
   */
  static @Nullable String withALabels(String text) {
    if (isAscii(text)) {
      return text;
    }
    if (needsALabel(text)) {
      return null;
    }
    try {
      return IDN.toASCII(text, IDN.ALLOW_UNASSIGNED);
    } catch (IllegalArgumentException notANameInAnyScript) {
      return null;
    }
  }

  /** Whether IDNA 2003 would make another name of it than browsers do (UTS #46 section 1.3). */
  static boolean needsALabel(String text) {
    return text.chars().anyMatch(c -> "ßẞς\u200C\u200D".indexOf(c) >= 0);
  }

  static boolean isHostNameCharacter(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || (c >= 'A' && c <= 'Z')
        || c == '_';
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 0x80);
  }
}

package io.rehost.cli;

import io.rehost.rule.Authority;
import io.rehost.rule.HostPattern;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A URL as people type it, read as curl does: {@code http://} may be left out, the default port is
 * not part of Host, a fragment is not sent, non-ASCII names become A-labels and other non-ASCII
 * characters percent-encoded UTF-8. Dot segments stay, as Rehost forwards what it gets.
 *
 * @param host for the Host field
 * @param target in origin-form
 */
record TypedUrl(String host, Authority authority, String target) {
  /** What {@link #parse} accepts, in words. */
  static final String EXPECTED = "http://HOST[:port][/path][?query], or https";

  private static final Pattern SYNTAX =
      Pattern.compile("(?:(?i:(https?)://))?([^/?#]+)([^#]*)(?:#.*)?");

  /** Reads a URL; null if it is not of that form. */
  static @Nullable TypedUrl parse(String text) {
    Matcher url = SYNTAX.matcher(text);
    if (!url.matches()) {
      return null;
    }
    String host = withoutDefaultPort(url.group(2), "https".equalsIgnoreCase(url.group(1)));
    Authority authority = host == null ? null : Authority.parse(host);
    String target = percentEncoded(url.group(3));
    if (host == null || host.endsWith(":") || authority == null || target == null) {
      return null;
    }
    return new TypedUrl(host, authority, target.startsWith("/") ? target : "/" + target);
  }

  private static @Nullable String withoutDefaultPort(String authority, boolean https) {
    if (!HostPattern.hint(authority).isEmpty()) {
      return null;
    }
    String suffix = https ? ":443" : ":80";
    String host =
        authority.endsWith(suffix)
            ? authority.substring(0, authority.length() - suffix.length())
            : authority;
    try {
      return host.chars().allMatch(c -> c < 0x80)
          ? host
          : IDN.toASCII(host).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Null if there is white space or a control character in it: nobody can mean that. */
  private static @Nullable String percentEncoded(String text) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      if (b >= 0 && (b <= ' ' || b == 0x7F)) {
        return null;
      }
      encoded.append(b > 0 ? String.valueOf((char) b) : String.format("%%%02X", b & 0xFF));
    }
    return encoded.toString();
  }
}

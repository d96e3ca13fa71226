package io.rehost.rule;

import java.nio.charset.StandardCharsets;

/**
 * The form in which paths are compared (RFC 3986 6.2.2): unreserved characters decoded, other
 * escapes in upper case, what may not stand in a path escaped, dot segments removed. Never sent
 * anywhere.
 *
 * <p>An escaped slash stays escaped, so it separates nothing; doubled slashes stay, as origins
 * differ in what they take them for; a percent sign that starts no escape is itself escaped. {@code
 * *} is left alone.
 */
final class NormalPath {
  private static final String ALLOWED =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~" // unreserved
          + "!$&'()*+,;=:@/%"; // pchar and the slash
  private static final int UNRESERVED_COUNT = 66;
  private static final boolean[] PATH_CHARACTER = set(ALLOWED);
  private static final boolean[] UNRESERVED = set(ALLOWED.substring(0, UNRESERVED_COUNT));
  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private NormalPath() {}

  /**
   * Of a path as it was received, one char a byte. The argument itself comes back, and nothing is
   * allocated, if it is normal already.
   */
  static String ofRequest(String path) {
    if (path.isEmpty()) {
      return "/"; // RFC 9110 4.2.3
    }
    if (isNormal(path)) {
      return path;
    }
    return withoutDotSegments(unescaped(path, false));
  }

  /** Of a path as a person wrote it, in Unicode. */
  static String ofRule(String path) {
    return isNormal(path) ? path : withoutDotSegments(unescaped(path, true));
  }

  private static boolean isNormal(String path) {
    int length = path.length();
    for (int i = 0; i < length; i++) {
      char c = path.charAt(i);
      if (c >= 0x80 || !PATH_CHARACTER[c]) {
        return false;
      }
      if (c == '%' && !isNormalEscape(path, i)) {
        return false;
      }
      if (c == '.'
          && i > 0
          && path.charAt(i - 1) == '/'
          && isDotSegment(path, i, segmentEnd(path, i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isNormalEscape(String path, int percent) {
    int value = escaped(path, percent);
    return value >= 0
        && !(value < 0x80 && UNRESERVED[value])
        && path.charAt(percent + 1) == HEX[value >> 4]
        && path.charAt(percent + 2) == HEX[value & 15];
  }

  private static String unescaped(String path, boolean unicode) {
    StringBuilder text = new StringBuilder(path.length() + 16);
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      int value = c == '%' ? escaped(path, i) : -1;
      if (value >= 0) {
        if (value < 0x80 && UNRESERVED[value]) {
          text.append((char) value);
        } else {
          escape(text, value);
        }
        i += 2;
      } else if (c < 0x80 && PATH_CHARACTER[c] && c != '%') {
        text.append(c);
      } else if (c < 0x80 || (c < 0x100 && !unicode)) {
        escape(text, c);
      } else {
        int codePoint = path.codePointAt(i);
        byte[] bytes = Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
        for (byte octet : bytes) {
          escape(text, octet & 0xFF);
        }
        i += Character.charCount(codePoint) - 1;
      }
    }
    return text.toString();
  }

  /** RFC 3986 5.2.4. */
  private static String withoutDotSegments(String path) {
    StringBuilder text = new StringBuilder(path.length());
    int at = 0;
    while (at < path.length()) {
      // Invariant: at is the slash before a segment, or the start of a path that has none.
      int start = path.charAt(at) == '/' ? at + 1 : at;
      int end = segmentEnd(path, start);
      boolean last = end == path.length();
      if (start == at || !isDotSegment(path, start, end)) {
        text.append(path, at, end);
      } else {
        if (end - start == 2) {
          text.setLength(Math.max(0, text.lastIndexOf("/")));
        }
        if (last) {
          text.append('/');
        }
      }
      at = end;
    }
    return text.toString();
  }

  private static boolean isDotSegment(String path, int start, int end) {
    return (end - start == 1 && path.charAt(start) == '.')
        || (end - start == 2 && path.charAt(start) == '.' && path.charAt(start + 1) == '.');
  }

  private static int segmentEnd(String path, int start) {
    int slash = path.indexOf('/', start);
    return slash < 0 ? path.length() : slash;
  }

  /** The octet that the escape at that percent sign stands for; -1 if it is not an escape. */
  private static int escaped(String path, int percent) {
    if (percent + 2 >= path.length()) {
      return -1;
    }
    int high = Character.digit(path.charAt(percent + 1), 16);
    int low = Character.digit(path.charAt(percent + 2), 16);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  private static void escape(StringBuilder text, int octet) {
    text.append('%').append(HEX[octet >> 4]).append(HEX[octet & 15]);
  }

  private static boolean[] set(String characters) {
    boolean[] set = new boolean[0x80];
    characters.chars().forEach(c -> set[c] = true);
    return set;
  }
}

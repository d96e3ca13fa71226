package io.rehost.rule;

import org.jspecify.annotations.Nullable;

/**
 * The text of IP addresses: never resolves, never accepts the forms that only {@code inet_aton}
 * knows.
 */
final class IpLiteral {
  private static final int GROUPS = 8;

  private IpLiteral() {}

  /**
   * Whether the text is four decimal octets without leading zeros (RFC 3986 3.2.2, IPv4address).
   */
  static boolean isIpv4(String text) {
    return endOfIpv4(text, 0) == text.length();
  }

  /**
   * The canonical text (RFC 5952) of an IPv6 address without brackets; null if it is none. Zone
   * identifiers are not accepted: they mean something on one machine only.
   */
  static @Nullable String canonicalIpv6(String text) {
    int[] groups = new int[GROUPS];
    int gap = text.indexOf("::");
    if (gap < 0) {
      return parse(text, true, groups) == GROUPS ? print(groups) : null;
    }
    int[] tail = new int[GROUPS];
    int before = parse(text.substring(0, gap), false, groups);
    int after = parse(text.substring(gap + 2), true, tail);
    if (before < 0 || after < 0 || before + after >= GROUPS) {
      return null; // the gap stands for one group at least
    }
    System.arraycopy(tail, 0, groups, GROUPS - after, after);
    return print(groups);
  }

  /** How many groups the text has, none if it is empty; -1 if it is anything else. */
  private static int parse(String text, boolean mayEndInIpv4, int[] groups) {
    int count = 0;
    int at = text.isEmpty() ? 1 : 0;
    while (at <= text.length()) {
      int colon = text.indexOf(':', at);
      int end = colon < 0 ? text.length() : colon;
      if (colon < 0 && mayEndInIpv4 && count <= GROUPS - 2 && endOfIpv4(text, at) == end) {
        int[] octets = octets(text, at);
        groups[count++] = octets[0] << 8 | octets[1];
        groups[count++] = octets[2] << 8 | octets[3];
      } else if (count < GROUPS && isGroup(text, at, end)) {
        groups[count++] = Integer.parseInt(text, at, end, 16);
      } else {
        return -1;
      }
      at = end + 1;
    }
    return count;
  }

  /** The longest run of two or more zero groups is left out, the first of equals (RFC 5952 4.2). */
  private static String print(int[] groups) {
    int best = -1;
    int bestLength = 1;
    for (int i = 0; i < GROUPS; i++) {
      int length = 0;
      while (i + length < GROUPS && groups[i + length] == 0) {
        length++;
      }
      if (length > bestLength) {
        best = i;
        bestLength = length;
      }
    }
    StringBuilder text = new StringBuilder(39);
    for (int i = 0; i < GROUPS; i++) {
      if (i == best) {
        text.append("::");
        i += bestLength - 1;
      } else {
        if (i > 0 && text.charAt(text.length() - 1) != ':') {
          text.append(':');
        }
        text.append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }

  private static boolean isGroup(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!isHex(text.charAt(i))) {
        return false;
      }
    }
    return to > from && to - from <= 4;
  }

  private static int[] octets(String text, int at) {
    int[] octets = new int[4];
    int octet = 0;
    for (int i = at; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '.') {
        octet++;
      } else {
        octets[octet] = octets[octet] * 10 + (c - '0');
      }
    }
    return octets;
  }

  /** The index after four octets from there on; -1 if there are not four. */
  private static int endOfIpv4(String text, int from) {
    int at = from;
    for (int octet = 0; octet < 4; octet++) {
      if (octet > 0 && (at >= text.length() || text.charAt(at++) != '.')) {
        return -1;
      }
      int start = at;
      int value = 0;
      while (at < text.length() && at - start < 3 && isDigit(text.charAt(at))) {
        value = value * 10 + (text.charAt(at++) - '0');
      }
      boolean leadingZero = at - start > 1 && text.charAt(start) == '0';
      if (at == start || value > 255 || leadingZero) {
        return -1;
      }
    }
    return at;
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isHex(char c) {
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }
}

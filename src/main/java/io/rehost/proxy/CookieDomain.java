package io.rehost.proxy;

/** The Domain attribute of a Set-Cookie field (RFC 6265 5.2). Pure. */
final class CookieDomain {
  private static final String NAME = "domain";

  private CookieDomain() {}

  /**
   * The value with the client's name as Domain where that was the origin's; all else stays as it
   * is. A leading dot, which means nothing (RFC 6265 5.2.3), goes with the name behind it.
   */
  static String mapped(String value, ReturnNames names) {
    StringBuilder mapped = new StringBuilder(value.length());
    int copied = 0;
    for (int at = value.indexOf(';'); at >= 0; at = value.indexOf(';', at + 1)) {
      int start = domainStart(value, at + 1);
      if (start >= 0) {
        int end = attributeEnd(value, start);
        if (names.isOriginDomain(value.substring(start, end))) {
          mapped.append(value, copied, start).append(names.clientName());
          copied = end;
        }
      }
    }
    return copied == 0 ? value : mapped.append(value, copied, value.length()).toString();
  }

  /** Where the domain of the attribute there starts; -1 if it is another attribute. */
  private static int domainStart(String value, int attribute) {
    int name = skipWhiteSpace(value, attribute);
    if (!value.regionMatches(true, name, NAME, 0, NAME.length())) {
      return -1;
    }
    int equals = skipWhiteSpace(value, name + NAME.length());
    return equals < value.length() && value.charAt(equals) == '='
        ? skipWhiteSpace(value, equals + 1)
        : -1;
  }

  private static int attributeEnd(String value, int start) {
    int semicolon = value.indexOf(';', start);
    int end = semicolon < 0 ? value.length() : semicolon;
    while (end > start && isWhiteSpace(value.charAt(end - 1))) {
      end--;
    }
    return end;
  }

  private static int skipWhiteSpace(String value, int from) {
    int at = from;
    while (at < value.length() && isWhiteSpace(value.charAt(at))) {
      at++;
    }
    return at;
  }

  private static boolean isWhiteSpace(char c) {
    return c == ' ' || c == '\t';
  }
}

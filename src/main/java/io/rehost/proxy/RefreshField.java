package io.rehost.proxy;

import java.util.function.UnaryOperator;

/**
 * A Refresh field: seconds, and mostly the URL to go to then, as in {@code 5; url=http://a.test/}.
 * Read as browsers do (HTML, "shared declarative refresh steps"): the separator may be a comma or
 * white space, {@code url=} may be missing, quotes may be there. Pure.
 */
final class RefreshField {
  private static final String WHITE_SPACE = " \t\f";
  private static final String TIME = "0123456789.";
  private static final String QUOTES = "\"'";

  private RefreshField() {}

  /** The value with its URL, if there is one, replaced by what {@code url} makes of it. */
  static String mapped(String value, UnaryOperator<String> url) {
    int start = urlStart(value);
    if (start < 0) {
      return value;
    }
    int end = urlEnd(value, start);
    return value.substring(0, start)
        + url.apply(value.substring(start, end))
        + value.substring(end);
  }

  /** Where the URL starts, behind its quote; -1 if there is none. */
  private static int urlStart(String value) {
    int time = skip(value, 0, WHITE_SPACE);
    int separator = skip(value, time, TIME);
    int at = skip(value, separator, WHITE_SPACE);
    if (at < value.length() && (value.charAt(at) == ';' || value.charAt(at) == ',')) {
      at = skip(value, at + 1, WHITE_SPACE);
    }
    if (separator == time || at == separator || at == value.length()) {
      return -1;
    }
    if (value.regionMatches(true, at, "url", 0, 3)) {
      int equals = skip(value, at + 3, WHITE_SPACE);
      if (equals < value.length() && value.charAt(equals) == '=') {
        at = skip(value, equals + 1, WHITE_SPACE);
      }
    }
    return at < value.length() && QUOTES.indexOf(value.charAt(at)) >= 0 ? at + 1 : at;
  }

  private static int urlEnd(String value, int start) {
    char before = value.charAt(start - 1);
    int quote = QUOTES.indexOf(before) < 0 ? -1 : value.indexOf(before, start);
    int end = quote < 0 ? value.length() : quote;
    while (end > start && WHITE_SPACE.indexOf(value.charAt(end - 1)) >= 0) {
      end--;
    }
    return end;
  }

  private static int skip(String value, int from, String characters) {
    int at = from;
    while (at < value.length() && characters.indexOf(value.charAt(at)) >= 0) {
      at++;
    }
    return at;
  }
}

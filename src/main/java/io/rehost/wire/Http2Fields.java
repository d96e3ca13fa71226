package io.rehost.wire;

import static io.netty.handler.codec.http.HttpHeaderNames.CONNECTION;
import static io.netty.handler.codec.http.HttpHeaderNames.HOST;
import static io.netty.handler.codec.http.HttpHeaderNames.TE;
import static io.netty.handler.codec.http.HttpHeaderNames.TRANSFER_ENCODING;
import static io.netty.handler.codec.http.HttpHeaderNames.UPGRADE;

import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;

/** What is a field in HTTP/2, and what HTTP/2 makes of the fields of HTTP/1.1 (RFC 9113 8.2). */
final class Http2Fields {
  private static final AsciiString KEEP_ALIVE = AsciiString.cached("keep-alive");
  private static final AsciiString PROXY_CONNECTION = AsciiString.cached("proxy-connection");
  private static final AsciiString HTTP2_SETTINGS = AsciiString.cached("http2-settings");

  /** What a name may hold beside letters and digits (RFC 9110 5.6.2). */
  private static final String NAME_SIGNS = "!#$%&'*+-.^_`|~";

  private Http2Fields() {}

  /** Whether a field says something of an HTTP/1.1 connection, which HTTP/2 has no place for. */
  static boolean isConnectionSpecific(CharSequence name) {
    return switch (name.length()) {
      case 7 -> UPGRADE.contentEqualsIgnoreCase(name);
      case 10 ->
          CONNECTION.contentEqualsIgnoreCase(name) || KEEP_ALIVE.contentEqualsIgnoreCase(name);
      case 14 -> HTTP2_SETTINGS.contentEqualsIgnoreCase(name);
      case 16 -> PROXY_CONNECTION.contentEqualsIgnoreCase(name);
      case 17 -> TRANSFER_ENCODING.contentEqualsIgnoreCase(name);
      default -> false;
    };
  }

  /** Whether it is the name of a field as HTTP/2 writes it: a token without upper-case letters. */
  static boolean isName(CharSequence name) {
    return isToken(name, false);
  }

  /** Whether it is a token, such as a method (RFC 9110 5.6.2). */
  static boolean isToken(CharSequence text) {
    return isToken(text, true);
  }

  private static boolean isToken(CharSequence text, boolean upperCase) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letterOrDigit =
          (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (upperCase && c >= 'A' && c <= 'Z');
      if (!letterOrDigit && NAME_SIGNS.indexOf(c) < 0) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /** Whether it is a value: no controls but tab, no blanks around it (RFC 9113 8.2.1). */
  static boolean isValue(CharSequence value) {
    int length = value.length();
    if (length == 0) {
      return true;
    }
    for (int i = 0; i < length; i++) {
      char c = value.charAt(i);
      if ((c < ' ' && c != '\t') || c == 0x7f) {
        return false;
      }
    }
    return !isBlank(value.charAt(0)) && !isBlank(value.charAt(length - 1));
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  /**
   * Copies what a message of HTTP/1.1 says to its end, names in lower case; Host is not a field.
   */
  static void copy(HttpHeaders from, Http2Headers to) {
    var all = from.iteratorCharSequence();
    while (all.hasNext()) {
      var field = all.next();
      CharSequence name = field.getKey();
      if (TE.contentEqualsIgnoreCase(name)) {
        if (HttpHeaderValues.TRAILERS.contentEqualsIgnoreCase(field.getValue())) {
          to.add(TE, HttpHeaderValues.TRAILERS);
        }
      } else if (!isConnectionSpecific(name) && !HOST.contentEqualsIgnoreCase(name)) {
        to.add(AsciiString.of(name).toLowerCase(), field.getValue());
      }
    }
  }
}

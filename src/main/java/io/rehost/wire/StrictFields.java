package io.rehost.wire;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;

/**
 * The fields of a message that is being read. Netty's decoder silently keeps the first of several
 * Content-Length fields of HTTP/1.0, and writes a number its own way, so a second one, and one that
 * is not decimal, are refused as they come in (RFC 9112 6.3).
 */
final class StrictFields extends DefaultHttpHeaders {
  private boolean hasLength;

  @Override
  public HttpHeaders add(CharSequence name, Object value) {
    if (HttpHeaderNames.CONTENT_LENGTH.contentEqualsIgnoreCase(name)) {
      if (hasLength) {
        throw new IllegalArgumentException("Content-Length is given more than once");
      }
      if (!HeadGuard.isDecimal(value.toString())) {
        throw new IllegalArgumentException("Content-Length is not a decimal number");
      }
      hasLength = true;
    }
    return super.add(name, value);
  }
}

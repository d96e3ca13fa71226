package io.rehost.wire;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;

/**
 * The fields of a message that is being read. Netty's decoder silently keeps the first of several
 * Content-Length fields of HTTP/1.0, so a second one is refused as it comes in (RFC 9112 6.3).
 */
final class StrictFields extends DefaultHttpHeaders {
  private boolean hasLength;

  @Override
  public HttpHeaders add(CharSequence name, Object value) {
    if (HttpHeaderNames.CONTENT_LENGTH.contentEqualsIgnoreCase(name)) {
      if (hasLength) {
        throw new IllegalArgumentException("Content-Length is given more than once");
      }
      hasLength = true;
    }
    return super.add(name, value);
  }
}

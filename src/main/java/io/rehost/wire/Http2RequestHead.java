package io.rehost.wire;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpScheme;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;

/**
 * A request of HTTP/1.1 in the fields of HTTP/2 (RFC 9113 8.2, 8.3.1): pseudo-fields first, {@code
 * :authority} for Host, the target byte for byte, names in lower case, without those that are
 * connection-specific. Pure.
 */
public final class Http2RequestHead {
  private static final int PSEUDO_FIELDS = 4;

  private Http2RequestHead() {}

  /**
   * The head.
   *
   * @param request with a target in origin-form or asterisk-form, and at most one Host
   * @param tls whether it goes out over TLS: that is its scheme for the origin
   */
  public static Http2Headers of(HttpRequest request, boolean tls) {
    HttpHeaders fields = request.headers();
    // every name and value has been validated on the way in
    Http2Headers head = new DefaultHttp2Headers(false, fields.size() + PSEUDO_FIELDS);
    head.method(request.method().asciiName());
    head.scheme((tls ? HttpScheme.HTTPS : HttpScheme.HTTP).name());
    String host = fields.get(HttpHeaderNames.HOST);
    if (host != null && !host.isEmpty()) {
      head.authority(host);
    }
    head.path(request.uri());
    Http2Fields.copy(fields, head);
    return head;
  }

  /** The trailers; empty if nothing of them has a place in HTTP/2. */
  public static Http2Headers trailers(HttpHeaders fields) {
    Http2Headers trailers = new DefaultHttp2Headers(false, Math.max(fields.size(), 1));
    Http2Fields.copy(fields, trailers);
    return trailers;
  }
}

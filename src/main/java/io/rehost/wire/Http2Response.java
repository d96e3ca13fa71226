package io.rehost.wire;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;

/**
 * A response of HTTP/1.1 in the fields of HTTP/2 (RFC 9113 8.2, 8.3.2): names in lower case,
 * without those that are connection-specific. Pure.
 */
public final class Http2Response {
  private Http2Response() {}

  /** The head, interim or final. */
  public static Http2Headers head(HttpResponse response) {
    // every name and value has been validated on the way in
    Http2Headers head = new DefaultHttp2Headers(false, response.headers().size() + 1);
    head.status(response.status().codeAsText());
    Http2Fields.copy(response.headers(), head);
    return head;
  }

  /** The trailers. */
  public static Http2Headers trailers(HttpHeaders fields) {
    Http2Headers trailers = new DefaultHttp2Headers(false, fields.size());
    Http2Fields.copy(fields, trailers);
    return trailers;
  }
}

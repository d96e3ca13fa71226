package io.rehost.proxy;

import io.netty.handler.codec.http.HttpRequest;
import io.rehost.rule.Protocol;
import java.util.function.BiConsumer;

/**
 * A request head exactly as it is sent to the origin, nothing masked; one of HTTP/2 in the form of
 * HTTP/1.1, without the fields that HTTP/2 has no place for. Does not change any more; for any
 * thread.
 */
public interface SentHead {
  /** The method. */
  String method();

  /** The request target, in origin-form or asterisk-form. */
  String target();

  /** Calls {@code field} with name and value of each field, in the order of the wire. */
  void forEachField(BiConsumer<String, String> field);

  /** A view of {@code request}, which is sent by {@code protocol}. */
  static SentHead of(HttpRequest request, Protocol protocol) {
    boolean http2 = protocol != Protocol.HTTP1;
    return new SentHead() {
      @Override
      public String method() {
        return request.method().name();
      }

      @Override
      public String target() {
        return request.uri();
      }

      @Override
      public void forEachField(BiConsumer<String, String> field) {
        HopByHop.forEachField(request.headers(), http2, field);
      }
    };
  }
}

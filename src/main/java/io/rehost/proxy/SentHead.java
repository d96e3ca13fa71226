package io.rehost.proxy;

import io.netty.handler.codec.http.HttpRequest;
import java.util.function.BiConsumer;

/**
 * A request head exactly as it is sent to the origin, nothing masked. Valid during the call that
 * hands it over.
 */
public interface SentHead {
  /** The method. */
  String method();

  /** The request target, in origin-form or asterisk-form. */
  String target();

  /** Calls {@code field} with name and value of each field, in the order of the wire. */
  void forEachField(BiConsumer<String, String> field);

  /** A view of {@code request}. */
  static SentHead of(HttpRequest request) {
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
        request.headers().forEach(entry -> field.accept(entry.getKey(), entry.getValue()));
      }
    };
  }
}

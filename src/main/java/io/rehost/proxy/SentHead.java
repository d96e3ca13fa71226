package io.rehost.proxy;

import io.netty.handler.codec.http.HttpRequest;
import java.util.function.BiConsumer;

/**
 * A request head exactly as it is sent to the origin, nothing masked. Valid during the call that
 * hands it over.
 */
public final class SentHead {
  private final HttpRequest request;

  SentHead(HttpRequest request) {
    this.request = request;
  }

  /** The method. */
  public String method() {
    return request.method().name();
  }

  /** The request target, in origin-form or asterisk-form. */
  public String target() {
    return request.uri();
  }

  /** Calls {@code field} with name and value of each field, in the order of the wire. */
  public void forEachField(BiConsumer<String, String> field) {
    request.headers().forEach(entry -> field.accept(entry.getKey(), entry.getValue()));
  }
}

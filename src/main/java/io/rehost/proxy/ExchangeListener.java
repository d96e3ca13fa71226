package io.rehost.proxy;

import io.netty.handler.codec.http.HttpRequest;

/**
 * Is told of exchanges, on the event loop that carries them: must neither block nor keep the
 * objects it is given, which are valid during the call only.
 */
public interface ExchangeListener {
  /** Nobody listens. */
  ExchangeListener NONE = new ExchangeListener() {};

  /**
   * A request goes out. Called again if it is sent again.
   *
   * @param head exactly as it is sent, nothing masked
   */
  default void requestSent(ExchangeView exchange, HttpRequest head) {}

  /** An exchange has ended, well or not. */
  default void exchangeEnded(ExchangeView exchange) {}

  /** Both are told, in this order. */
  static ExchangeListener both(ExchangeListener first, ExchangeListener second) {
    return new ExchangeListener() {
      @Override
      public void requestSent(ExchangeView exchange, HttpRequest head) {
        first.requestSent(exchange, head);
        second.requestSent(exchange, head);
      }

      @Override
      public void exchangeEnded(ExchangeView exchange) {
        first.exchangeEnded(exchange);
        second.exchangeEnded(exchange);
      }
    };
  }
}

package io.rehost.proxy;

/**
 * Is told of exchanges, on the event loop that carries them: must neither block nor keep the
 * objects it is given, which are valid during the call only.
 */
public interface ExchangeListener {
  /** Nobody listens. */
  ExchangeListener NONE = new ExchangeListener() {};

  /** A request goes out. Called again if it is sent again. */
  default void requestSent(ExchangeView exchange, SentHead head) {}

  /** An exchange has ended, well or not. */
  default void exchangeEnded(ExchangeView exchange) {}

  /** Both are told, in this order. */
  static ExchangeListener both(ExchangeListener first, ExchangeListener second) {
    return new ExchangeListener() {
      @Override
      public void requestSent(ExchangeView exchange, SentHead head) {
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

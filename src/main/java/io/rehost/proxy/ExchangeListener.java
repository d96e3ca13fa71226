package io.rehost.proxy;

import org.jspecify.annotations.Nullable;

/**
 * Is told of exchanges, on the event loop that carries them: must neither block nor keep the
 * objects it is given, which are valid during the call only.
 */
public interface ExchangeListener {
  /** Nobody listens. */
  ExchangeListener NONE = new ExchangeListener() {};

  /**
   * A request is about to be forwarded: called once for it, before there is a connection.
   *
   * @return the trace that it goes on in; null if it goes with what the client says of traces
   */
  default @Nullable ExchangeTrace forwarded(ExchangeView exchange) {
    return null;
  }

  /** A request goes out, with {@link ExchangeView#sentHead}. Called again if it is sent again. */
  default void requestSent(ExchangeView exchange) {}

  /** An exchange has ended, well or not. */
  default void exchangeEnded(ExchangeView exchange) {}

  /**
   * A connection to an upstream was wanted and could not be made; whether the client hears of it
   * depends on what comes next.
   *
   * @param worker the number of the event loop, as in {@link ExchangeView#worker}
   */
  default void connectFailed(int worker, ProxyError cause) {}

  /**
   * A request goes to its upstream once more, over another connection.
   *
   * @param worker as above
   */
  default void requestRepeated(int worker) {}

  /** Both are told, in this order; the first that gives a trace gives it. */
  static ExchangeListener both(ExchangeListener first, ExchangeListener second) {
    return new ExchangeListener() {
      @Override
      public @Nullable ExchangeTrace forwarded(ExchangeView exchange) {
        ExchangeTrace trace = first.forwarded(exchange);
        ExchangeTrace other = second.forwarded(exchange);
        return trace == null ? other : trace;
      }

      @Override
      public void requestSent(ExchangeView exchange) {
        first.requestSent(exchange);
        second.requestSent(exchange);
      }

      @Override
      public void exchangeEnded(ExchangeView exchange) {
        first.exchangeEnded(exchange);
        second.exchangeEnded(exchange);
      }

      @Override
      public void connectFailed(int worker, ProxyError cause) {
        first.connectFailed(worker, cause);
        second.connectFailed(worker, cause);
      }

      @Override
      public void requestRepeated(int worker) {
        first.requestRepeated(worker);
        second.requestRepeated(worker);
      }
    };
  }
}

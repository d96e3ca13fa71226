package io.rehost.observe;

import io.rehost.proxy.ExchangeListener;
import io.rehost.proxy.ExchangeView;
import java.util.function.Predicate;

/**
 * One line of JSON for each exchange that has ended, or for those that failed. On the event loop a
 * few values are taken from the exchange and handed over; all else is the writer's.
 */
public final class AccessLog implements ExchangeListener {
  private static final int SERVER_ERROR = 500;

  private final Predicate<ExchangeView> which;
  private final AccessLogWriter writer;

  private AccessLog(Predicate<ExchangeView> which, AccessLogWriter writer) {
    this.which = which;
    this.writer = writer;
  }

  /** Every exchange. */
  public static AccessLog ofAll(AccessLogWriter writer) {
    return new AccessLog(exchange -> true, writer);
  }

  /**
   * The exchanges that someone has to do something about: all that have an error of ours, also
   * where it is the client's fault (a malformed request, no rule for it) or the response was cut
   * off by it; the origin's 5xx; and those whose client left before there was a response. An
   * origin's 4xx is an answer, not an error.
   */
  public static AccessLog ofErrors(AccessLogWriter writer) {
    return new AccessLog(AccessLog::failed, writer);
  }

  @Override
  public void exchangeEnded(ExchangeView exchange) {
    if (which.test(exchange)) {
      writer.offer(exchange.worker(), AccessRecord.of(exchange));
    }
  }

  /** Whether it is one of {@link #ofErrors}. */
  static boolean failed(ExchangeView exchange) {
    return exchange.error() != null || exchange.status() >= SERVER_ERROR || exchange.status() == 0;
  }
}

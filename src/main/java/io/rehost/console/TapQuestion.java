package io.rehost.console;

import io.rehost.observe.TapFilter;
import io.vertx.core.http.HttpServerRequest;
import java.util.OptionalInt;

/**
 * What a listener of the tap asks for.
 *
 * @param count of exchanges after which it wants no more
 * @param perSecond how many it wants in a second at most
 */
record TapQuestion(TapFilter filter, long count, int perSecond) {
  private static final int MOST_EXCHANGES = 999_999_999;
  private static final int MOST_PER_SECOND = 10_000;

  /** The parameters that there are. */
  static Parameters parameters(HttpServerRequest request) {
    return Parameters.of(request, "rule", "status", "host", "n", "rate");
  }

  /** Reads the question; what is wrong with it is among the problems of {@code parameters}. */
  static TapQuestion of(Parameters parameters) {
    OptionalInt count = parameters.number("n", MOST_EXCHANGES);
    OptionalInt rate = parameters.number("rate", MOST_PER_SECOND);
    return new TapQuestion(
        filter(parameters),
        count.isPresent() ? count.getAsInt() : Long.MAX_VALUE,
        rate.orElse(MOST_PER_SECOND));
  }

  private static TapFilter filter(Parameters parameters) {
    TapFilter filter = TapFilter.ANY;
    String rule = parameters.optional("rule");
    if (rule != null) {
      filter = filter.withRule(rule);
    }
    String host = parameters.optional("host");
    if (host != null) {
      filter = filter.withHost(host);
    }
    String status = parameters.optional("status");
    if (status == null) {
      return filter;
    }
    TapFilter narrowed = filter.withStatus(status);
    if (narrowed == null) {
      parameters.reject("status", status, TapFilter.STATUS_EXPECTED);
      return filter;
    }
    return narrowed;
  }
}

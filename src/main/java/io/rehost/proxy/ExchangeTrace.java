package io.rehost.proxy;

/**
 * The place of an exchange in a trace (W3C Trace Context), given by whoever traces and kept with
 * the exchange to its end.
 */
public interface ExchangeTrace {
  /** The value of {@code traceparent} that goes to the origin (Trace Context 3.2). */
  String traceparent();

  /**
   * Whether the client's own trace goes on. If not, what the client says in {@code tracestate} is
   * about no trace, and must not be sent (Trace Context 3.3).
   */
  boolean continuesClients();
}

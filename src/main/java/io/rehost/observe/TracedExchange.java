package io.rehost.observe;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.rehost.proxy.ExchangeTrace;
import io.rehost.rule.Destination;

/**
 * The two spans of a request that is forwarded, both begun.
 *
 * @param host to be sent; empty if it is the upstream's own, for a client of HTTP/1.0 without Host
 */
record TracedExchange(
    Span server, Span client, Destination destination, String host, boolean continuesClients)
    implements ExchangeTrace {

  @Override
  public String traceparent() {
    SpanContext context = client.getSpanContext();
    return "00-"
        + context.getTraceId()
        + "-"
        + context.getSpanId()
        + "-"
        + context.getTraceFlags().asHex();
  }
}

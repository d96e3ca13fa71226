package io.rehost.proxy;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.rehost.rule.Decision;
import io.rehost.rule.Destination;
import org.jspecify.annotations.Nullable;

/** Makes of a client's request, and of what was decided about it, its way to the origin. */
final class OutboundRequest {
  private OutboundRequest() {}

  /** The way of a request whose Host is overridden. */
  static UpstreamLeg leg(
      Exchange exchange, Worker worker, ExchangeReport report, Decision.Override to) {
    UpgradeRequest upgrade = upgrade(worker, report, to.destination());
    HttpRequest request = OutboundHead.build(report.head(), to, forwarded(worker, report), upgrade);
    return leg(exchange, worker, report, request, to.destination(), upgrade);
  }

  /** The way of a request that keeps its Host. */
  static UpstreamLeg leg(
      Exchange exchange, Worker worker, ExchangeReport report, Decision.Keep to) {
    UpgradeRequest upgrade = upgrade(worker, report, to.destination());
    HttpRequest request = OutboundHead.build(report.head(), to, forwarded(worker, report), upgrade);
    return leg(exchange, worker, report, request, to.destination(), upgrade);
  }

  private static @Nullable UpgradeRequest upgrade(
      Worker worker, ExchangeReport report, Destination to) {
    return report.head().upgrade(worker.settings().upgrades(), to);
  }

  private static @Nullable ForwardedFields forwarded(Worker worker, ExchangeReport report) {
    return ForwardedFields.of(worker.settings().forwarding(), report.peer(), report.head());
  }

  /** What every request gets: the marks of this proxy. */
  private static UpstreamLeg leg(
      Exchange exchange,
      Worker worker,
      ExchangeReport report,
      HttpRequest request,
      Destination to,
      @Nullable UpgradeRequest upgrade) {
    ProxySettings settings = worker.settings();
    LoopGuard.mark(settings.loopId(), request.headers());
    Via.mark(settings.via(), report.head().request().protocolVersion(), request.headers());
    trace(worker.listener().forwarded(report), report, request.headers());
    return new UpstreamLeg(exchange, worker, request, to, report.rule(), upgrade);
  }

  /** What the client says of traces stays as it is unless somebody here traces. */
  private static void trace(
      @Nullable ExchangeTrace trace, ExchangeReport report, HttpHeaders fields) {
    if (trace == null) {
      return;
    }
    report.trace = trace;
    fields.set(FieldNames.TRACEPARENT, trace.traceparent());
    if (!trace.continuesClients()) {
      fields.remove(FieldNames.TRACESTATE);
    }
  }
}

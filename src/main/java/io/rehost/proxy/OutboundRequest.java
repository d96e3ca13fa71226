package io.rehost.proxy;

import io.netty.handler.codec.http.HttpRequest;
import io.rehost.rule.Decision;
import org.jspecify.annotations.Nullable;

/** Makes of a client's request, and of what was decided about it, its way to the origin. */
final class OutboundRequest {
  private OutboundRequest() {}

  /** The way of a request whose Host is overridden. */
  static UpstreamLeg leg(
      Exchange exchange, Worker worker, ExchangeReport report, Decision.Override to) {
    ClientHead head = report.head();
    UpgradeRequest upgrade = head.upgrade(worker.settings().upgrades(), to.destination());
    HttpRequest request = OutboundHead.build(head, to, forwarded(worker, report), upgrade);
    mark(request, worker.settings(), head);
    return new UpstreamLeg(exchange, worker, request, to.destination(), to.rule(), upgrade);
  }

  /** The way of a request that keeps its Host. */
  static UpstreamLeg leg(
      Exchange exchange, Worker worker, ExchangeReport report, Decision.Keep to) {
    ClientHead head = report.head();
    UpgradeRequest upgrade = head.upgrade(worker.settings().upgrades(), to.destination());
    HttpRequest request = OutboundHead.build(head, to, forwarded(worker, report), upgrade);
    mark(request, worker.settings(), head);
    return new UpstreamLeg(exchange, worker, request, to.destination(), to.rule(), upgrade);
  }

  private static @Nullable ForwardedFields forwarded(Worker worker, ExchangeReport report) {
    return ForwardedFields.of(
        worker.settings().forwarding(), report.client().getAddress(), report.head());
  }

  private static void mark(HttpRequest request, ProxySettings settings, ClientHead head) {
    LoopGuard.mark(settings.loopId(), request.headers());
    Via.mark(settings.via(), head.request().protocolVersion(), request.headers());
  }
}

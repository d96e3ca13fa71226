package io.rehost.observe;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.rehost.proxy.ProxyServer;
import java.util.function.ToDoubleFunction;

/** How many connections there are. */
public final class ConnectionMetrics {
  private ConnectionMetrics() {}

  /** Registers the meters; they follow {@code server} from then on. */
  public static void register(MeterRegistry registry, ProxyServer server) {
    Gauge.builder("rehost.downstream.connections", server, ProxyServer::clientConnections)
        .description("Open client connections")
        .register(registry);
    upstream(registry, server, "active", ConnectionMetrics::active);
    upstream(registry, server, "idle", ProxyServer::idleUpstreamConnections);
    upstream(registry, server, "connecting", ProxyServer::connectingUpstreamConnections);
  }

  private static void upstream(
      MeterRegistry registry,
      ProxyServer server,
      String state,
      ToDoubleFunction<ProxyServer> count) {
    Gauge.builder("rehost.upstream.connections", server, count)
        .description("Connections to upstreams: in use, unused, being opened")
        .tag("state", state)
        .register(registry);
  }

  /** The numbers are not from one moment: none of them may show as less than nothing. */
  private static double active(ProxyServer server) {
    int others = server.idleUpstreamConnections() + server.connectingUpstreamConnections();
    return Math.max(0, server.upstreamConnections() - others);
  }
}

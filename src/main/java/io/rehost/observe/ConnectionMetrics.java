package io.rehost.observe;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.rehost.proxy.ProxyServer;

/** How many connections there are. */
public final class ConnectionMetrics {
  private ConnectionMetrics() {}

  /** Registers the meters; they follow {@code server} from then on. */
  public static void register(MeterRegistry registry, ProxyServer server) {
    Gauge.builder("rehost.downstream.connections", server, ProxyServer::clientConnections)
        .description("Open client connections")
        .register(registry);
    Gauge.builder("rehost.upstream.connections", server, ProxyServer::upstreamConnections)
        .description("Connections to upstreams that are open or being opened")
        .tag("state", "open")
        .register(registry);
  }
}

package io.rehost.it;

import io.rehost.proxy.ExchangeListener;
import io.rehost.proxy.ProxyServer;
import io.rehost.proxy.ProxySettings;
import io.rehost.rule.ActiveRules;
import io.rehost.upstream.UpstreamSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Starts Rehost's data plane in this process, with the settings that it has by default. */
final class DataPlane {
  private static final int HEAD_BYTES = 32 * 1024;
  private static final InetSocketAddress ANY_FREE_PORT =
      new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);

  private DataPlane() {}

  static ProxyServer start(ActiveRules rules) throws IOException {
    return start(rules, ExchangeListener.NONE);
  }

  /** The same with someone to be told of exchanges. It has one event loop. */
  static ProxyServer start(ActiveRules rules, ExchangeListener listener) throws IOException {
    return ProxyServer.start(settings(), rules, listener);
  }

  private static ProxySettings settings() {
    return new ProxySettings(
        List.of(ANY_FREE_PORT),
        1,
        new ProxySettings.Timeouts(
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofMinutes(5),
            Duration.ofSeconds(75)),
        new ProxySettings.Limits(HEAD_BYTES, 10_000),
        1,
        new UpstreamSettings(
            Duration.ofSeconds(2), Duration.ofSeconds(75), 512, 1024, HEAD_BYTES, address -> true),
        "rehost-it",
        null,
        null,
        null,
        Set.of("websocket"));
  }
}

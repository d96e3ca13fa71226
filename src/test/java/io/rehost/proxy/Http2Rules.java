package io.rehost.proxy;

import io.rehost.rule.Match;
import io.rehost.rule.Protocol;
import io.rehost.rule.Rule;
import io.rehost.rule.TlsSettings;
import io.rehost.rule.Unmatched;
import io.rehost.rule.Upstream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Proxies whose origins speak HTTP/2. */
final class Http2Rules {
  private Http2Rules() {}

  /** A proxy that sends everything to {@code upstream} as b.test, with prior knowledge. */
  static TestProxy h2c(Upstream upstream) throws IOException {
    return h2c(upstream, UnaryOperator.identity());
  }

  static TestProxy h2c(Upstream upstream, UnaryOperator<ProxySettings> settings)
      throws IOException {
    return to(upstream, Protocol.H2C, TlsSettings.NONE, settings);
  }

  static TestProxy to(
      Upstream upstream, Protocol protocol, TlsSettings tls, UnaryOperator<ProxySettings> settings)
      throws IOException {
    TestProxy proxy = new TestProxy(settings, ExchangeListener.NONE);
    proxy.use(
        TestProxy.document(
            upstream, Unmatched.REJECT, rule("all", Match.ANY, "b.test", protocol, tls)));
    return proxy;
  }

  static Rule rule(String name, Match match, String host, Protocol protocol, TlsSettings tls) {
    Rule plain = TestProxy.rule(name, match, host);
    return new Rule(
        plain.name(),
        plain.match(),
        plain.host(),
        plain.hostAllowed(),
        plain.upstream(),
        tls,
        protocol,
        plain.response(),
        plain.request(),
        plain.requestHeaders(),
        plain.responseHeaders(),
        plain.timeouts());
  }

  /** TLS that believes the authority of {@code caFile}. */
  static TlsSettings believing(@Nullable Path caFile) {
    return new TlsSettings(null, null, caFile, null, null, false);
  }

  /** One event loop, and so many connections to each origin. */
  static UnaryOperator<ProxySettings> connections(int connections, int pending) {
    return it -> oneLoop(ChangedSettings.upstream(connections, pending, a -> true).apply(it));
  }

  /** Few connections, so that requests meet on them. */
  static ProxySettings oneLoop(ProxySettings it) {
    return ChangedSettings.workers(1).apply(it);
  }

  static UnaryOperator<ProxySettings> responseTimeout(Duration limit) {
    return it ->
        oneLoop(ChangedSettings.timeouts(10_000, Math.toIntExact(limit.toMillis())).apply(it));
  }
}

package io.rehost.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.rehost.rule.ActiveRules;
import io.rehost.rule.Authority;
import io.rehost.rule.Defaults;
import io.rehost.rule.HostPattern;
import io.rehost.rule.HostTemplate;
import io.rehost.rule.Match;
import io.rehost.rule.Protocol;
import io.rehost.rule.Rule;
import io.rehost.rule.RuleSource;
import io.rehost.rule.RulesDocument;
import io.rehost.rule.TlsSettings;
import io.rehost.rule.Unmatched;
import io.rehost.rule.Upstream;
import io.rehost.upstream.UpstreamSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A proxy on a free port, with rules that tests set as values. */
final class TestProxy implements AutoCloseable {
  static final String SOURCE = "test";

  /** The defaults but for the loop guard, which is off: it adds a field to each request. */
  static final ProxySettings SETTINGS =
      new ProxySettings(
          List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
          2,
          new ProxySettings.Timeouts(
              Duration.ofSeconds(10),
              Duration.ofSeconds(60),
              Duration.ofSeconds(60),
              Duration.ofSeconds(75)),
          new ProxySettings.Limits(32 * 1024, 10_000),
          1,
          upstream(512, 1024),
          null,
          null,
          null,
          null,
          Set.of("websocket"));

  final ActiveRules rules =
      new ActiveRules(List.of(new RuleSource(RuleSource.Kind.FILE, SOURCE)), Defaults.NONE);
  final ProxyServer server;

  TestProxy(UnaryOperator<ProxySettings> settings, ExchangeListener listener) throws IOException {
    server = ProxyServer.start(settings.apply(SETTINGS), rules, listener);
  }

  /** A proxy that sends everything to {@code upstream} as {@code host}. */
  static TestProxy overriding(Upstream upstream, String host) throws IOException {
    return overriding(upstream, host, UnaryOperator.identity());
  }

  static TestProxy overriding(Upstream upstream, String host, UnaryOperator<ProxySettings> settings)
      throws IOException {
    TestProxy proxy = new TestProxy(settings, ExchangeListener.NONE);
    proxy.use(document(upstream, Unmatched.PASS, rule("all", Match.ANY, host)));
    return proxy;
  }

  static UpstreamSettings upstream(int maxConnections, int maxPending) {
    return new UpstreamSettings(
        Duration.ofSeconds(2),
        Duration.ofSeconds(60),
        maxConnections,
        maxPending,
        32 * 1024,
        address -> true);
  }

  void use(RulesDocument document) {
    rules.accept(SOURCE, document, document.toString().getBytes(UTF_8), null);
  }

  static RulesDocument document(Upstream upstream, Unmatched unmatched, Rule... rules) {
    return new RulesDocument(upstream, TlsSettings.NONE, unmatched, List.of(rules));
  }

  /** A rule that overrides Host with {@code host}. */
  static Rule rule(String name, Match match, String host) {
    return new Rule(
        name,
        match,
        Objects.requireNonNull(HostTemplate.parse(host)),
        List.of(),
        null,
        TlsSettings.NONE,
        Protocol.AUTO,
        Rule.Response.DEFAULT,
        Rule.Request.DEFAULT,
        Rule.FieldEdits.NONE,
        Rule.FieldEdits.NONE,
        Rule.Timeouts.DEFAULT);
  }

  /** The rule, with other edits. */
  static Rule edited(
      Rule rule, Rule.Request request, Rule.FieldEdits sent, Rule.FieldEdits returned) {
    return new Rule(
        rule.name(),
        rule.match(),
        rule.host(),
        rule.hostAllowed(),
        rule.upstream(),
        rule.tls(),
        rule.protocol(),
        rule.response(),
        request,
        sent,
        returned,
        rule.timeouts());
  }

  static Match host(String host) {
    return new Match(
        List.of(new HostPattern.Exact(host, Authority.NO_PORT)),
        List.of(),
        Set.of(),
        List.of(),
        List.of());
  }

  RawClient client() throws IOException {
    return new RawClient(server.addresses().getFirst());
  }

  /** Sends one request on a connection of its own and reads one response. */
  RawClient.Response exchange(String request) throws IOException {
    try (RawClient client = client()) {
      return client.send(request).read();
    }
  }

  @Override
  public void close() {
    server.close();
  }
}

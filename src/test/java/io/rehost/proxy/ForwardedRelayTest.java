package io.rehost.proxy;

import static io.rehost.proxy.ChangedSettings.forwarding;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.rehost.rule.Cidr;
import io.rehost.rule.Match;
import io.rehost.rule.Rule;
import io.rehost.rule.Unmatched;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract 2 and 4.4: what an origin sees of X-Forwarded-* and Forwarded, over real sockets. */
class ForwardedRelayTest {
  private static final Forwarding TRUSTING_NOBODY =
      new Forwarding(Forwarding.Fields.BOTH, false, List.of());
  private static final Forwarding TRUSTING_LOOPBACK =
      new Forwarding(
          Forwarding.Fields.BOTH,
          false,
          List.of(requireNonNull(Cidr.parse("127.0.0.0/8")), requireNonNull(Cidr.parse("::1"))));

  @Test
  @DisplayName("REHOST_FORWARDED: off leaves what the client sent as it is")
  void switchedOffNothingIsChanged() throws Exception {
    assertThat(
            seen(
                UnaryOperator.identity(),
                "x-forwarded-for: 1.1.1.1\r\nForwarded: for=\"\r\nX-Forwarded-Host: evil.test\r\n"))
        .containsExactly(
            "GET / HTTP/1.1",
            "Host: go.test",
            "x-forwarded-for: 1.1.1.1",
            "Forwarded: for=\"",
            "X-Forwarded-Host: evil.test");
  }

  @Test
  @DisplayName("REHOST_TRUSTED_PROXIES: from anyone else they are replaced")
  void whatAnUntrustedClientSaysIsReplaced() throws Exception {
    assertThat(
            seen(
                forwarding(TRUSTING_NOBODY),
                "X-Forwarded-For: 1.1.1.1\r\nX-Forwarded-Host: evil.test\r\nForwarded: for=1\r\n"
                    + "X_Forwarded_Proto: https\r\nX: 1\r\n"))
        .containsExactly(
            "GET / HTTP/1.1",
            "Host: go.test",
            "X: 1",
            "X-Forwarded-For: 127.0.0.1",
            "X-Forwarded-Port: 8080",
            "X-Forwarded-Proto: http",
            "Forwarded: for=127.0.0.1;proto=http");
  }

  @Test
  @DisplayName("For and Forwarded are appended to, Host, Proto and Port kept if present")
  void whatATrustedProxySaysIsKeptAndAppendedTo() throws Exception {
    assertThat(
            seen(
                forwarding(TRUSTING_LOOPBACK),
                "X-Forwarded-For: 1.1.1.1\r\nX-Forwarded-Host: shop.test\r\n"
                    + "X-Forwarded-Proto: https\r\nForwarded: for=1.1.1.1\r\n"))
        .containsExactly(
            "GET / HTTP/1.1",
            "Host: go.test",
            "X-Forwarded-Host: shop.test",
            "X-Forwarded-Proto: https",
            "X-Forwarded-For: 1.1.1.1, 127.0.0.1",
            "X-Forwarded-Port: 8080",
            "Forwarded: for=1.1.1.1, for=127.0.0.1;proto=http");
  }

  @Test
  @DisplayName("The hop-by-hop fields first, then ours: a client can't delete them by naming them")
  void namingThemInConnectionTakesNothingAway() throws Exception {
    assertThat(
            seen(
                forwarding(TRUSTING_LOOPBACK),
                "Connection: X-Forwarded-For, forwarded, x-forwarded-proto, X-Forwarded-Port\r\n"
                    + "X-Forwarded-For: 1.1.1.1\r\nForwarded: for=1.1.1.1\r\n"))
        .containsExactly(
            "GET / HTTP/1.1",
            "Host: go.test",
            "X-Forwarded-For: 127.0.0.1",
            "X-Forwarded-Port: 8080",
            "X-Forwarded-Proto: http",
            "Forwarded: for=127.0.0.1;proto=http");
  }

  @Test
  void theHostThatIsToldIsTheOneThatCountsInAnAbsoluteTarget() throws Exception {
    Forwarding withHost = new Forwarding(Forwarding.Fields.X_FORWARDED, true, List.of());
    try (RawOrigin origin = RawOrigin.ok("");
        TestProxy proxy =
            TestProxy.overriding(origin.upstream(), "go.test", forwarding(withHost))) {
      proxy.exchange("GET http://B.test:81/x HTTP/1.1\r\nHost: a.test\r\n\r\n");

      assertThat(origin.next().lines())
          .containsExactly(
              "GET /x HTTP/1.1",
              "Host: go.test",
              "X-Forwarded-For: 127.0.0.1",
              "X-Forwarded-Port: 81",
              "X-Forwarded-Proto: http",
              "X-Forwarded-Host: B.test:81");
    }
  }

  @Test
  void aRuleMaySaySomethingElse() throws Exception {
    Rule rule =
        TestProxy.edited(
            TestProxy.rule("r", Match.ANY, "go.test"),
            Rule.Request.DEFAULT,
            new Rule.FieldEdits(
                Map.of("X-Forwarded-Proto", "https"),
                Map.of(),
                List.of("X-Forwarded-For", "Forwarded")),
            Rule.FieldEdits.NONE);
    try (RawOrigin origin = RawOrigin.ok("");
        TestProxy proxy = new TestProxy(forwarding(TRUSTING_NOBODY), ExchangeListener.NONE)) {
      proxy.use(TestProxy.document(origin.upstream(), Unmatched.PASS, rule));

      proxy.exchange("GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-Proto: spoofed\r\n\r\n");

      assertThat(origin.next().lines())
          .containsExactly(
              "GET / HTTP/1.1",
              "Host: go.test",
              "X-Forwarded-Port: 80",
              "X-Forwarded-Proto: https");
    }
  }

  @Test
  @DisplayName("unmatched: pass = forward with the client's own Host, and the same fields")
  void aRequestThatNoRuleTakesCarriesThemToo() throws Exception {
    try (RawOrigin origin = RawOrigin.ok("");
        TestProxy proxy = new TestProxy(forwarding(TRUSTING_NOBODY), ExchangeListener.NONE)) {
      proxy.use(TestProxy.document(origin.upstream(), Unmatched.PASS));

      proxy.exchange("GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 1.1.1.1\r\n\r\n");

      assertThat(origin.next().lines())
          .contains("Host: a", "X-Forwarded-For: 127.0.0.1")
          .doesNotContain("X-Forwarded-For: 1.1.1.1");
    }
  }

  @Test
  void aClientOfAListenerOfBothFamiliesIsToldAndTrustedAsTheIpv4AddressThatItHas()
      throws Exception {
    assumeThat(speaksIpv6()).as("a machine with IPv6").isTrue();
    UnaryOperator<ProxySettings> anyAddress =
        ChangedSettings.listen(List.of(new InetSocketAddress(InetAddress.ofLiteral("::"), 0)));
    UnaryOperator<ProxySettings> both =
        it -> forwarding(TRUSTING_LOOPBACK).apply(anyAddress.apply(it));
    try (RawOrigin origin = RawOrigin.ok("");
        TestProxy proxy = TestProxy.overriding(origin.upstream(), "go.test", both);
        RawClient client =
            new RawClient(
                new InetSocketAddress(
                    InetAddress.ofLiteral("127.0.0.1"),
                    proxy.server.addresses().getFirst().getPort()))) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 1.1.1.1\r\n\r\n").read();

      assertThat(origin.next().field("X-Forwarded-For")).isEqualTo("1.1.1.1, 127.0.0.1");
    }
  }

  private static boolean speaksIpv6() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("::"))) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  private static List<String> seen(UnaryOperator<ProxySettings> settings, String fields)
      throws Exception {
    try (RawOrigin origin = RawOrigin.ok("");
        TestProxy proxy = TestProxy.overriding(origin.upstream(), "go.test", settings)) {
      proxy.exchange("GET / HTTP/1.1\r\nHost: a.test:8080\r\n" + fields + "\r\n");
      return origin.next().lines();
    }
  }
}

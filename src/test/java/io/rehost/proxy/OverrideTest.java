package io.rehost.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.proxy.RawOrigin.Received;
import io.rehost.rule.Match;
import io.rehost.rule.Rule;
import io.rehost.rule.Unmatched;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract 4, points 1 to 3: what the origin sees, byte for byte. */
class OverrideTest {

  @Test
  @DisplayName("Host = the rule's host, in the place of the client's; nothing else changes")
  void replacesHostInItsPlaceAndNothingElse() throws Exception {
    Received seen =
        sent(
            "GET /a%2Fb//c/../d?x=%41&y"
                + " HTTP/1.1\r\naccept: */*\r\nhOsT: B1.example.com:8080\r\nX-B: 2\r\nx-a:1\r\nX-B: 3"
                + "\r\nCookie: a=b\r\nAuthorization: Basic eA==\r\n\r\n");

    assertThat(seen.lines())
        .containsExactly(
            "GET /a%2Fb//c/../d?x=%41&y HTTP/1.1",
            "accept: */*",
            "hOsT: go.advent.2019.co.jp",
            "X-B: 2",
            "x-a: 1",
            "X-B: 3",
            "Cookie: a=b",
            "Authorization: Basic eA==");
  }

  @Test
  void forwardsBytesBeyondAsciiInTargetAndFieldsAsTheyAre() throws Exception {
    Received seen = sent("GET /caf\u00c3\u00a9 HTTP/1.1\r\nHost: a\r\nX: \u00e9\u00ff\r\n\r\n");

    assertThat(seen.lines())
        .containsExactly(
            "GET /caf\u00c3\u00a9 HTTP/1.1", "Host: go.advent.2019.co.jp", "X: \u00e9\u00ff");
  }

  @Test
  @DisplayName("An absolute-form target's authority overrides Host (RFC 9112 3.2.2)")
  void cannotSmuggleAnotherHostByAnAbsoluteTarget() throws Exception {
    try (RawOrigin origin = RawOrigin.ok("");
        TestProxy proxy = new TestProxy(it -> it, ExchangeListener.NONE)) {
      proxy.use(
          TestProxy.document(
              origin.upstream(),
              Unmatched.REJECT,
              TestProxy.rule("b1", TestProxy.host("b1.example.com"), "one.test")));

      int smuggled =
          proxy
              .exchange("GET http://evil.test/x HTTP/1.1\r\nHost: b1.example.com\r\n\r\n")
              .status();
      int honest =
          proxy
              .exchange("GET http://B1.example.com/x?y HTTP/1.1\r\nHost: evil.test\r\n\r\n")
              .status();

      assertThat(smuggled).isEqualTo(421);
      assertThat(honest).isEqualTo(200);
      assertThat(origin.next().lines()).containsExactly("GET /x?y HTTP/1.1", "Host: one.test");
      assertThat(origin.isQuiet()).isTrue();
    }
  }

  @Test
  @DisplayName("Hop-by-hop fields are removed, then the override is set")
  void cannotDeleteTheOverrideByNamingItInConnection() throws Exception {
    Received seen =
        sent(
            "POST / HTTP/1.1\r\nHost: a\r\nConnection: Host, X-Secret, content-length, close\r\n"
                + "Connection: x-other\r\nX-Secret: 1\r\nX-Other: 2\r\nKeep-Alive: 5\r\n"
                + "Proxy-Connection: keep-alive\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\n"
                + "TE: deflate\r\nX-Kept: 3\r\nContent-Length: 2\r\n\r\nhi");

    assertThat(seen.lines())
        .containsExactly(
            "POST / HTTP/1.1", "Host: go.advent.2019.co.jp", "X-Kept: 3", "Content-Length: 2");
    assertThat(seen.content()).isEqualTo("hi");
  }

  @Test
  @DisplayName("TE: trailers survives, with Connection: TE")
  void keepsTheWishForTrailers() throws Exception {
    Received seen = sent("GET / HTTP/1.1\r\nHost: a\r\nTE: deflate, Trailers\r\n\r\n");

    assertThat(seen.lines())
        .containsExactly(
            "GET / HTTP/1.1", "Host: go.advent.2019.co.jp", "TE: trailers", "Connection: TE");
  }

  @Test
  void givesAnHttp10ClientWithoutHostTheOverride() throws Exception {
    Received seen = sent("GET / HTTP/1.0\r\nX: y\r\n\r\n");

    assertThat(seen.lines())
        .containsExactly("GET / HTTP/1.1", "Host: go.advent.2019.co.jp", "X: y");
  }

  @Test
  @DisplayName("requestHeaders: {set, add, remove}, and request: {origin: rewrite}")
  void editsTheHeadAsTheRuleSays() throws Exception {
    Rule rule =
        TestProxy.edited(
            TestProxy.rule("r", Match.ANY, "one.test"),
            new Rule.Request(true),
            new Rule.FieldEdits(Map.of("X-Set", "new"), Map.of("X-Add", "2"), List.of("x-gone")),
            new Rule.FieldEdits(Map.of("Server", "hidden"), Map.of(), List.of("X-Powered-By")));
    try (RawOrigin origin =
            RawOrigin.answering(
                "HTTP/1.1 200 OK\r\nServer: a\r\nX-Powered-By: b\r\nContent-Length: 0\r\n\r\n");
        TestProxy proxy = new TestProxy(it -> it, ExchangeListener.NONE)) {
      proxy.use(TestProxy.document(origin.upstream(), Unmatched.PASS, rule));

      var response =
          proxy.exchange(
              "GET / HTTP/1.1\r\nHost: a.test:8080\r\nX-Set: old\r\nX-Add: 1\r\nX-Gone: 3\r\n"
                  + "Origin: http://A.test:8080\r\nReferer: http://a.test:8080/p?q\r\n"
                  + "Connection: x-set\r\n\r\n");

      assertThat(origin.next().lines())
          .containsExactly(
              "GET / HTTP/1.1",
              "Host: one.test",
              "X-Add: 1",
              "Origin: http://one.test",
              "Referer: http://one.test/p?q",
              "X-Set: new",
              "X-Add: 2");
      assertThat(response.head().split("\r\n", -1))
          .containsExactly("HTTP/1.1 200 OK", "Content-Length: 0", "Server: hidden");
    }
  }

  @Test
  @DisplayName("unmatched: pass = forward with the client's own Host")
  void keepsTheClientsHostWithoutARule() throws Exception {
    try (RawOrigin origin = RawOrigin.ok("");
        TestProxy proxy = new TestProxy(it -> it, ExchangeListener.NONE)) {
      proxy.use(
          TestProxy.document(
              origin.upstream(),
              Unmatched.PASS,
              TestProxy.rule("b1", TestProxy.host("b1.example.com"), "one.test")));

      proxy.exchange("GET / HTTP/1.1\r\nHost: Other.test:81\r\n\r\n");
      proxy.exchange("GET http://Abs.test/ HTTP/1.1\r\nHost: Other.test:81\r\n\r\n");
      proxy.exchange("GET / HTTP/1.0\r\n\r\n");

      assertThat(origin.next().field("Host")).isEqualTo("Other.test:81");
      assertThat(origin.next().field("Host")).isEqualTo("Abs.test");
      assertThat(origin.next().field("Host")).isEqualTo(origin.upstream().hostAndPort());
    }
  }

  private static Received sent(String request) throws IOException, InterruptedException {
    try (RawOrigin origin = RawOrigin.ok("");
        TestProxy proxy = TestProxy.overriding(origin.upstream(), "go.advent.2019.co.jp")) {
      assertThat(proxy.exchange(request).status()).isEqualTo(200);
      return origin.next();
    }
  }
}

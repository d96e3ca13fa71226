package io.rehost.proxy;

import static io.rehost.proxy.ChangedSettings.loopId;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.rehost.rule.Match;
import io.rehost.rule.Rule;
import io.rehost.rule.RulesDocument;
import io.rehost.rule.Unmatched;
import io.rehost.rule.Upstream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract 4.4: CDN-Loop (RFC 8586) with this process's id; a request that comes back is 508. */
class LoopGuardTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "edge-1",
        "Edge-1",
        "a , edge-1 ;a=b",
        "x.test, edge-1",
        "x.test; a=\"b\" ,edge-1;c",
        "x;a=\"open, edge-1",
        ",,edge-1"
      })
  void itsNameIsFoundAmongTheMembersOfTheList(String value) {
    assertThat(detects("edge-1", value)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "edge-10", "xedge-1", "edge-1.test", "a;edge-1", "edge-1:80", "edge 1"})
  void anotherNameIsNone(String value) {
    assertThat(detects("edge-1", value)).isFalse();
  }

  @Test
  void aNameMayHaveAPort() {
    assertThat(detects("edge.test:80", "a, edge.test:80")).isTrue();
  }

  @Test
  void anyOfSeveralFieldsCounts() {
    var fields = new DefaultHttpHeaders().add("CDN-Loop", "a").add("cdn-loop", "edge-1");

    assertThat(LoopGuard.detects("edge-1", fields)).isTrue();
    assertThat(LoopGuard.detects(null, fields)).isFalse();
  }

  @Test
  @DisplayName("Ours comes last; what others wrote stays as it is, even if Connection names it")
  void itsNameIsAFieldOfItsOwnAfterAllOthers() throws Exception {
    try (RawOrigin origin = RawOrigin.ok("");
        TestProxy proxy = TestProxy.overriding(origin.upstream(), "go.test", loopId("edge-1"))) {
      proxy.exchange(
          "GET / HTTP/1.1\r\nHost: a\r\nCdn-Loop:  x.test; a=\"b\",y\r\nTE: trailers\r\nX: 1\r\n"
              + "Connection: cdn-loop\r\n\r\n");

      assertThat(origin.next().lines())
          .containsExactly(
              "GET / HTTP/1.1",
              "Host: go.test",
              "Cdn-Loop: x.test; a=\"b\",y",
              "X: 1",
              "TE: trailers",
              "Connection: TE",
              "CDN-Loop: edge-1");
    }
  }

  @Test
  void aRuleCannotTakeItAway() throws Exception {
    Rule rule =
        TestProxy.edited(
            TestProxy.rule("r", Match.ANY, "go.test"),
            Rule.Request.DEFAULT,
            new Rule.FieldEdits(Map.of(), Map.of("X", "1"), List.of("CDN-Loop")),
            Rule.FieldEdits.NONE);
    try (RawOrigin origin = RawOrigin.ok("");
        TestProxy proxy = new TestProxy(loopId("edge-1"), ExchangeListener.NONE)) {
      proxy.use(TestProxy.document(origin.upstream(), Unmatched.PASS, rule));

      proxy.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n");

      assertThat(origin.next().lines())
          .containsExactly("GET / HTTP/1.1", "Host: go.test", "X: 1", "CDN-Loop: edge-1");
    }
  }

  @Test
  void aRequestThatComesBackIsEndedAtItsSecondArrival() throws Exception {
    try (TestProxy proxy = new TestProxy(loopId("edge-1"), ExchangeListener.NONE)) {
      proxy.use(leadingTo(proxy));

      var response = proxy.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n");

      assertThat(response.head()).startsWith("HTTP/1.1 508 Loop Detected\r\n");
      assertThat(response.field("Proxy-Status")).isEqualTo("rehost; error=proxy_loop_detected");
      assertThat(response.content()).contains("\"title\":\"Loop Detected\",\"status\":508");
    }
  }

  @Test
  void aRequestThatComesBackByAnotherProxyIsEndedWithItsContentUnread() throws Exception {
    try (TestProxy one = new TestProxy(loopId("one"), ExchangeListener.NONE);
        TestProxy two = new TestProxy(loopId("two"), ExchangeListener.NONE);
        RawClient client = one.client()) {
      one.use(leadingTo(two));
      two.use(leadingTo(one));

      int looped =
          client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi").read().status();

      assertThat(looped).isEqualTo(508);
    }
  }

  @Test
  void aClientThatKnowsTheNameIsToldAndMayGoOn() throws Exception {
    try (RawOrigin origin = RawOrigin.ok("");
        TestProxy proxy = TestProxy.overriding(origin.upstream(), "go.test", loopId("edge-1"));
        RawClient client = proxy.client()) {
      int looped =
          client
              .send(
                  "POST / HTTP/1.1\r\nHost: a\r\nCDN-Loop: edge-1\r\nConnection: CDN-Loop\r\n"
                      + "Content-Length: 2\r\n\r\nhi")
              .read()
              .status();
      int next = client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").read().status();

      assertThat(looped).isEqualTo(508);
      assertThat(next).isEqualTo(200);
      assertThat(origin.next().lines().getFirst()).isEqualTo("GET / HTTP/1.1");
    }
  }

  @Test
  @DisplayName("REHOST_LOOP_ID: off switches the guard off")
  void switchedOffItAddsNothing() throws Exception {
    try (RawOrigin origin = RawOrigin.ok("");
        TestProxy proxy = TestProxy.overriding(origin.upstream(), "go.test", loopId(null))) {
      proxy.exchange("GET / HTTP/1.1\r\nHost: a\r\nCDN-Loop: edge-1\r\n\r\n");

      assertThat(origin.next().lines())
          .containsExactly("GET / HTTP/1.1", "Host: go.test", "CDN-Loop: edge-1");
    }
  }

  private static boolean detects(String id, String value) {
    return LoopGuard.detects(id, new DefaultHttpHeaders().add("CDN-Loop", value));
  }

  private static RulesDocument leadingTo(TestProxy next) {
    int port = next.server.addresses().getFirst().getPort();
    return TestProxy.document(
        new Upstream(Upstream.Scheme.HTTP, "127.0.0.1", port),
        Unmatched.PASS,
        TestProxy.rule("all", Match.ANY, "go.test"));
  }
}

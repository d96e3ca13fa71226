package io.rehost.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.observe.Tap;
import io.rehost.observe.TapFilter;
import io.rehost.observe.TapQueue;
import io.rehost.rule.FieldMask;
import io.rehost.rule.Match;
import io.rehost.rule.Unmatched;
import io.rehost.rule.Upstream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Contract 7, tap: the heads of real exchanges, as they were on the wire. */
class TappedExchangeTest {
  private static final int PATIENCE_SECONDS = 20;

  private final Tap tap = new Tap(2, FieldMask.DEFAULT.with(List.of("x-inner-*")), 4);
  private final TapQueue queue =
      Objects.requireNonNull(tap.open(TapFilter.ANY, Integer.MAX_VALUE), "the first listener");

  private TestProxy start(Upstream upstream) throws IOException {
    TestProxy proxy = new TestProxy(UnaryOperator.identity(), tap);
    proxy.use(
        TestProxy.document(upstream, Unmatched.PASS, TestProxy.rule("r", Match.ANY, "two.test")));
    return proxy;
  }

  private String next() {
    List<String> seen = new ArrayList<>();
    Awaitility.await()
        .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .until(
            () -> {
              seen.addAll(queue.take(1));
              return !seen.isEmpty();
            });
    return seen.getFirst();
  }

  @Test
  void bothHeadsAreShownAsTheyWereSentWithSecretsMasked() throws Exception {
    try (RawOrigin origin = RawOrigin.ok("x");
        TestProxy proxy = start(origin.upstream())) {
      proxy.exchange(
          "GET http://One.test/a?user=me&flag HTTP/1.1\r\nhost: other.test\r\nCOOKIE: s=1\r\n"
              + "X-Inner-Id: 7\r\nReferer: http://one.test/b?key=v\r\nTE: x\r\nAccept: a?b=c\r\n\r\n");

      assertThat(next())
          .contains(
              "\"rule\":\"r\",\"client\":{\"address\":\"127.0.0.1:",
              "\"head\":[\"GET http://One.test/a?user=***&*** HTTP/1.1\",\"host: other.test\","
                  + "\"COOKIE: ***\",\"X-Inner-Id: ***\",\"Referer: http://one.test/b?key=***\","
                  + "\"TE: x\",\"Accept: a?b=c\"]}",
              "\"sent\":{\"connect\":\"127.0.0.1:" + origin.upstream().port() + "\"",
              "\"serverName\":null,\"protocol\":\"http1\",\"reused\":false,"
                  + "\"head\":[\"GET /a?user=***&*** HTTP/1.1\",\"host: two.test\","
                  + "\"COOKIE: ***\",\"X-Inner-Id: ***\",\"Referer: http://one.test/b?key=***\","
                  + "\"Accept: a?b=c\"]},\"status\":200,\"error\":null,\"bytesIn\":0,\"bytesOut\":1,");
    }
  }

  @Test
  void aHeadOfHttp2BeginsWithItsPseudoFields() throws Exception {
    try (RawOrigin origin = RawOrigin.ok("x");
        TestProxy proxy = start(origin.upstream());
        FrameClient client = FrameClient.open(proxy.server.addresses().getFirst())) {
      client.head(1, true, FieldBlock.with(FieldBlock.get("/x?y=1"), "x-one", "1")).await(1);

      assertThat(next())
          .containsPattern(
              "\"head\":\\[\":method: GET\",\":scheme: http\",\":authority: [^\"]+\","
                  + "\":path: /x\\?y=\\*\\*\\*\",\"x-one: 1\"\\]\\},\"sent\":")
          .contains("\"head\":[\"GET /x?y=*** HTTP/1.1\",\"host: two.test\",\"x-one: 1\"]");
    }
  }

  @Test
  void aRequestThatWasRefusedUnreadHasNoHeads() throws Exception {
    try (RawOrigin origin = RawOrigin.ok("x");
        TestProxy proxy = start(origin.upstream())) {
      proxy.exchange("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n");

      assertThat(next())
          .contains(
              "\"rule\":null,",
              "\"head\":null},\"sent\":{\"connect\":null,\"serverName\":null,\"protocol\":null,"
                  + "\"reused\":false,\"head\":null},\"status\":400,\"error\":\"http_request_error\"");
    }
  }

  @Test
  void aRequestThatFoundNoConnectionWentNowhere() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    try (TestProxy proxy = start(new Upstream(Upstream.Scheme.HTTP, "127.0.0.1", port))) {
      proxy.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n");

      assertThat(next())
          .contains(
              "[\"GET / HTTP/1.1\",\"Host: a\"]",
              "{\"connect\":null,\"serverName\":null,\"protocol\":null,"
                  + "\"reused\":false,\"head\":null},\"status\":502,\"error\":\"connection_refused\"");
    }
  }

  @Test
  void anUpgradeShowsWithItsHeadsWhenItsTunnelEnds() throws Exception {
    try (RawOrigin origin =
            new RawOrigin(
                (request, out, socket) -> {
                  out.write(
                      "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n"
                          .getBytes(ISO_8859_1));
                  out.flush();
                  socket.close();
                });
        TestProxy proxy = start(origin.upstream())) {
      try (RawClient client = proxy.client()) {
        client.send(
            "GET /ws HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n");
        assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
        client.readToEndOrReset();
      }

      assertThat(next()).contains("\"Host: two.test\",\"Upgrade: websocket\"", "\"status\":101,");
    }
  }

  @Test
  void theHeadThatIsShownOfARepeatedRequestIsTheOneThatWasAnswered() throws Exception {
    try (RawOrigin origin =
            new RawOrigin(
                (request, out, socket) -> {
                  if (request.connection() == 1 && request.head().contains("/2")) {
                    socket.close();
                  } else {
                    out.write("HTTP/1.1 204 No Content\r\n\r\n".getBytes(ISO_8859_1));
                  }
                });
        TestProxy proxy = start(origin.upstream());
        RawClient client = proxy.client()) {
      client.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n").readHead();
      client.send("GET /2 HTTP/1.1\r\nHost: a\r\n\r\n").readHead();

      assertThat(next()).contains("GET /1 HTTP/1.1", "\"reused\":false");
      assertThat(next()).contains("GET /2 HTTP/1.1", "\"reused\":false", "\"status\":204");
    }
  }
}

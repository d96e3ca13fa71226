package io.rehost.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.rule.Match;
import io.rehost.rule.Protocol;
import io.rehost.rule.Rule;
import io.rehost.rule.TlsSettings;
import io.rehost.rule.Unmatched;
import io.rehost.rule.Upstream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What listeners are told: contract section 7. */
class ObservedExchangeTest {
  private static final String GET = "GET /a?b HTTP/1.1\r\nHost: One.test\r\n\r\n";
  private static final int PATIENCE_SECONDS = 20;

  private final BlockingQueue<Seen> ended = new LinkedBlockingQueue<>();
  private final List<String> events = new CopyOnWriteArrayList<>();

  private record Seen(
      @Nullable String clientHost,
      @Nullable String sentHost,
      @Nullable String serverName,
      Protocol protocol,
      @Nullable Protocol upstreamProtocol,
      boolean reused,
      int status,
      @Nullable ProxyError error) {}

  private final ExchangeListener listener =
      new ExchangeListener() {
        @Override
        public void exchangeEnded(ExchangeView exchange) {
          ClientHead head = exchange.clientHead();
          ended.add(
              new Seen(
                  head == null ? null : head.host(),
                  exchange.sentHost(),
                  exchange.serverName(),
                  exchange.protocol(),
                  exchange.upstreamProtocol(),
                  exchange.reused(),
                  exchange.status(),
                  exchange.error()));
        }

        @Override
        public void connectFailed(int worker, ProxyError cause) {
          events.add("failed " + cause);
        }

        @Override
        public void requestRepeated(int worker) {
          events.add("repeated");
        }
      };

  @Test
  void theSentHostIsTheOverride() throws Exception {
    try (RawOrigin origin = RawOrigin.ok("x");
        TestProxy proxy = start()) {
      proxy.use(
          TestProxy.document(
              origin.upstream(),
              Unmatched.PASS,
              TestProxy.rule("r", TestProxy.host("one.test"), "two.test")));
      proxy.exchange(GET);

      assertThat(next())
          .isEqualTo(
              new Seen(
                  "One.test", "two.test", null, Protocol.HTTP1, Protocol.HTTP1, false, 200, null));
    }
  }

  @Test
  void theSentHostOfARequestThatNoRuleTookIsTheClients() throws Exception {
    try (RawOrigin origin = RawOrigin.ok("x");
        TestProxy proxy = start()) {
      proxy.use(TestProxy.document(origin.upstream(), Unmatched.PASS));
      proxy.exchange(GET);

      assertThat(next().sentHost()).isEqualTo("One.test");
    }
  }

  @Test
  void aRequestThatWasNeverSentHasNoSentHost() throws Exception {
    Upstream closed = closedPort();
    try (TestProxy proxy = start()) {
      proxy.use(TestProxy.document(closed, Unmatched.PASS, rule()));
      proxy.exchange(GET);

      assertThat(next())
          .isEqualTo(
              new Seen(
                  "One.test",
                  null,
                  null,
                  Protocol.HTTP1,
                  null,
                  false,
                  502,
                  ProxyError.CONNECTION_REFUSED));
      assertThat(events)
          .containsExactly("failed CONNECTION_REFUSED", "repeated", "failed CONNECTION_REFUSED");
    }
  }

  @Test
  void aFailedHandshakeTellsTheServerNameThatWasAskedFor() throws Exception {
    try (ServerSocket origin = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        TestProxy proxy = start()) {
      TlsOrigin.answerWithoutTls(origin, "there is no TLS here\r\n");
      Upstream https = new Upstream(Upstream.Scheme.HTTPS, "127.0.0.1", origin.getLocalPort());
      Rule rule = TlsOrigin.rule("", "b1.test", https, TlsSettings.NONE);
      proxy.use(TestProxy.document(https, Unmatched.REJECT, rule));
      proxy.exchange(GET);

      Seen seen = next();
      assertThat(seen.error()).isEqualTo(ProxyError.TLS_PROTOCOL);
      assertThat(seen.serverName()).isEqualTo("b1.test");
      assertThat(seen.sentHost()).isNull();
    }
  }

  @Test
  void aRequestThatWasRefusedUnreadHasNoHead() throws Exception {
    try (TestProxy proxy = start()) {
      proxy.exchange("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n");

      assertThat(next())
          .isEqualTo(
              new Seen(
                  null,
                  null,
                  null,
                  Protocol.HTTP1,
                  null,
                  false,
                  400,
                  ProxyError.MALFORMED_REQUEST));
      assertThat(events).isEmpty();
    }
  }

  @Test
  void aRequestThatMetAStaleConnectionIsRepeatedOnce() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    try (RawOrigin origin =
            new RawOrigin(
                (request, out, socket) -> {
                  if (requests.incrementAndGet() == 2) {
                    socket.close();
                  } else {
                    out.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(ISO_8859_1));
                  }
                });
        TestProxy proxy = start();
        RawClient client = proxy.client()) {
      proxy.use(TestProxy.document(origin.upstream(), Unmatched.PASS, rule()));
      client.send(GET).read();
      assertThat(next().reused()).isFalse();
      assertThat(client.send(GET).read().status()).isEqualTo(200);

      assertThat(next().status()).isEqualTo(200);
      assertThat(events).containsExactly("repeated");
    }
  }

  @Test
  void connectionsToUpstreamsAreCountedByWhatTheyDo() throws Exception {
    BlockingQueue<Socket> sockets = new LinkedBlockingQueue<>();
    try (RawOrigin origin =
            new RawOrigin(
                (request, out, socket) -> {
                  sockets.add(socket);
                  out.write("HTTP/1.1 204 No Content\r\n\r\n".getBytes(ISO_8859_1));
                });
        TestProxy proxy = start()) {
      proxy.use(TestProxy.document(origin.upstream(), Unmatched.PASS, rule()));
      proxy.exchange(GET);
      next();

      assertThat(proxy.server.upstreamConnections()).isEqualTo(1);
      assertThat(proxy.server.connectingUpstreamConnections()).isZero();
      assertThat(proxy.server.idleUpstreamConnections()).isEqualTo(1);
      sockets.remove().close();
      Awaitility.await()
          .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
          .until(() -> proxy.server.upstreamConnections() == 0);
      assertThat(proxy.server.idleUpstreamConnections()).isZero();
    }
  }

  @Test
  void aConnectionInUseIsNotIdle() throws Exception {
    CompletableFuture<ProxyServer> server = new CompletableFuture<>();
    List<Integer> counts = new CopyOnWriteArrayList<>();
    try (RawOrigin origin =
            new RawOrigin(
                (request, out, socket) -> {
                  ProxyServer asked = server.join();
                  counts.add(asked.upstreamConnections());
                  counts.add(asked.idleUpstreamConnections());
                  counts.add(asked.connectingUpstreamConnections());
                  out.write("HTTP/1.1 204 No Content\r\n\r\n".getBytes(ISO_8859_1));
                });
        TestProxy proxy = start()) {
      server.complete(proxy.server);
      proxy.use(TestProxy.document(origin.upstream(), Unmatched.PASS, rule()));

      assertThat(proxy.exchange(GET).status()).isEqualTo(204);

      assertThat(counts).containsExactly(1, 0, 0);
    }
  }

  private TestProxy start() throws IOException {
    return new TestProxy(UnaryOperator.identity(), listener);
  }

  private static Rule rule() {
    return TestProxy.rule("r", Match.ANY, "two.test");
  }

  private static Upstream closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new Upstream(Upstream.Scheme.HTTP, "127.0.0.1", socket.getLocalPort());
    }
  }

  private Seen next() throws InterruptedException {
    Seen seen = ended.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(seen).as("an exchange that has ended").isNotNull();
    return seen;
  }
}

package io.rehost.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.handler.codec.http2.Http2Error;
import io.rehost.proxy.FrameClient.Reply;
import io.rehost.rule.Upstream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Contract 4.5 over HTTP/2: content streams both ways with back-pressure, never collected. */
class Http2FlowTest {
  /** More than all buffers on the way together, those of the system included. */
  private static final int LARGE = 32 * 1024 * 1024;

  private static final int HELD = 16 * 1024 * 1024;

  @Test
  void aClientThatGivesNoWindowStopsTheOriginAndGetsAllOfItLater() throws Exception {
    AtomicLong sent = new AtomicLong();
    try (Pouring origin = new Pouring(sent);
        TestProxy proxy = TestProxy.overriding(origin.upstream(), "b.test");
        FrameClient client = client(proxy)) {
      client.window(0, LARGE).get(1, "/").flush();
      awaitStandstill(sent);
      assertThat(sent.get()).isLessThan(HELD);
      assertThat(client.get(3, "/small").await(3).content()).as("others").isEqualTo("ok");

      Reply reply = client.setting(4, LARGE).await(1);
      assertThat(reply.bytes.size()).isEqualTo(LARGE);
    }
  }

  @Test
  void anOriginThatDoesNotReadStopsTheClientAndNotOthers() throws Exception {
    try (ServerSocket deaf = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        TestProxy proxy =
            TestProxy.overriding(
                new Upstream(Upstream.Scheme.HTTP, "127.0.0.1", deaf.getLocalPort()), "b.test");
        FrameClient client = client(proxy)) {
      for (int stream = 1; stream <= 13; stream += 2) {
        client.head(stream, false, FieldBlock.post("/"));
        for (int i = 0; i < 8; i++) {
          client.data(stream, false, "x".repeat(16_000));
        }
      }
      // seven streams that nobody takes: the connection's window has room for an eighth
      client.head(15, false, FieldBlock.post("/")).data(15, false, "x".repeat(16_000));
      client.ping(1).readUntil(() -> !client.pongs.isEmpty());

      assertThat(client.ended).isFalse();
      assertThat(client.goAways).isEmpty();
      assertThat(client.reply(15).reset).isNull();
    }
  }

  @Test
  void contentOfAnySizeGoesUpAsTheOriginTakesIt() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        TestProxy proxy =
            TestProxy.overriding(
                new Upstream(Upstream.Scheme.HTTP, "127.0.0.1", server.getLocalPort()), "b.test")) {
      Thread.ofVirtual().start(() -> countContent(server));
      try (FrameClient client = client(proxy)) {
        String[] head =
            FieldBlock.with(FieldBlock.post("/"), "content-length", Integer.toString(LARGE));
        client.head(1, false, head).flush();

        assertThat(upload(client).content()).isEqualTo(Integer.toString(LARGE));
      }
    }
  }

  @Test
  void aResponseThatNobodyTakesIsGivenUpInTime() throws Exception {
    AtomicLong sent = new AtomicLong();
    try (Pouring origin = new Pouring(sent);
        TestProxy proxy = TestProxy.overriding(origin.upstream(), "b.test", idle(300));
        FrameClient client = client(proxy)) {
      client.setting(4, 0);
      Reply large = client.get(1, "/").reply(1);
      Reply small = client.get(3, "/small").reply(3);
      client.await(large, () -> large.reset != null && small.reset != null);

      assertThat(large.reset).isEqualTo(Http2Error.INTERNAL_ERROR);
      assertThat(small.content()).isEmpty();
      assertThat(client.setting(4, 1000).get(5, "/small").await(5).content()).isEqualTo("ok");
    }
  }

  @Test
  void aConnectionWithoutStreamsIsClosedInTime() throws Exception {
    try (RawOrigin origin = RawOrigin.ok("ok");
        TestProxy proxy = TestProxy.overriding(origin.upstream(), "b.test", idle(300));
        FrameClient client = client(proxy)) {
      client.get(1, "/").await(1);
      client.readToEnd();

      assertThat(client.goAways).containsExactly(new FrameClient.GoAway(1, Http2Error.NO_ERROR));
    }
  }

  /** An origin that sends much, or "ok" to {@code /small}. */
  private static final class Pouring implements AutoCloseable {
    private final RawOrigin origin;

    Pouring(AtomicLong sent) throws IOException {
      origin =
          new RawOrigin(
              (request, out, socket) -> {
                if (request.head().startsWith("GET /small ")) {
                  out.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(ISO_8859_1));
                } else {
                  pour(out, sent);
                }
              });
    }

    private static void pour(OutputStream out, AtomicLong sent) throws IOException {
      out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + LARGE + "\r\n\r\n").getBytes(ISO_8859_1));
      byte[] piece = new byte[64 * 1024];
      for (int i = 0; i < LARGE / piece.length; i++) {
        out.write(piece);
        sent.addAndGet(piece.length);
      }
    }

    Upstream upstream() {
      return origin.upstream();
    }

    @Override
    public void close() throws IOException {
      origin.close();
    }
  }

  /** Sends as much as the windows allow. */
  private static Reply upload(FrameClient client) throws IOException {
    String piece = "x".repeat(16_384);
    for (int sent = piece.length(); sent <= LARGE; sent += piece.length()) {
      client.readUntil(() -> client.allows(1, piece.length()));
      client.data(1, sent == LARGE, piece).flush();
    }
    return client.await(1);
  }

  private static void countContent(ServerSocket server) {
    try (Socket socket = server.accept()) {
      InputStream in = socket.getInputStream();
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        head.append((char) in.read());
      }
      String count = Integer.toString(in.readNBytes(LARGE).length);
      socket
          .getOutputStream()
          .write(
              ("HTTP/1.1 200 OK\r\nContent-Length: " + count.length() + "\r\n\r\n" + count)
                  .getBytes(ISO_8859_1));
      in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Until nothing more is sent for a while; that more could be is what the size then says. */
  private static void awaitStandstill(AtomicLong sent) {
    AtomicLong seen = new AtomicLong(-1);
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(500))
        .until(() -> seen.getAndSet(sent.get()) == sent.get() && sent.get() > 0);
  }

  private static UnaryOperator<ProxySettings> idle(int millis) {
    return ChangedSettings.by(
        it ->
            it.timeouts =
                new ProxySettings.Timeouts(
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(60),
                    Duration.ofMillis(millis),
                    Duration.ofMillis(millis)));
  }

  private static FrameClient client(TestProxy proxy) throws IOException {
    return FrameClient.open(proxy.server.addresses().getFirst());
  }
}

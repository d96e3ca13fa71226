package io.rehost.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http2.Http2Error;
import io.rehost.proxy.FrameClient.Reply;
import io.rehost.rule.Upstream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** RFC 9113 8.1 and contract 5: how exchanges over HTTP/2 end that do not end well. */
class Http2EndsTest {
  @Test
  void anOriginThatAnswersEarlyEndsTheRequestWithoutAnError() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> answerTheFirstLine(server));
      Upstream upstream = new Upstream(Upstream.Scheme.HTTP, "127.0.0.1", server.getLocalPort());
      try (TestProxy proxy = TestProxy.overriding(upstream, "b.test");
          FrameClient client = client(proxy)) {
        client.head(1, false, FieldBlock.post("/")).data(1, false, "some");
        Reply reply = client.awaitReset(1);

        assertThat(reply.status()).isEqualTo(413);
        assertThat(reply.content()).isEqualTo("no");
        assertThat(reply.ended).isTrue();
        assertThat(reply.reset).isEqualTo(Http2Error.NO_ERROR);
      }
    }
  }

  @Test
  void aFailureAfterTheHeadResetsTheStreamOnly() throws Exception {
    try (RawOrigin origin =
            new RawOrigin(
                (request, out, socket) -> {
                  if (request.head().startsWith("GET /cut ")) {
                    out.write(
                        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf".getBytes(ISO_8859_1));
                    out.flush();
                    socket.close();
                  } else {
                    out.write(
                        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(ISO_8859_1));
                  }
                });
        TestProxy proxy = TestProxy.overriding(origin.upstream(), "b.test");
        FrameClient client = client(proxy)) {
      Reply cut = client.get(1, "/cut").await(1);

      assertThat(cut.ended).isFalse();
      assertThat(cut.reset).isEqualTo(Http2Error.INTERNAL_ERROR);
      assertThat(client.get(3, "/").await(3).content()).isEqualTo("ok");
    }
  }

  @Test
  void aResetOfTheClientEndsTheRequestToTheOrigin() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    try (RawOrigin origin =
            new RawOrigin(
                (request, out, socket) -> {
                  if (socket.getInputStream().read() < 0) {
                    closed.countDown();
                  }
                });
        TestProxy proxy = TestProxy.overriding(origin.upstream(), "b.test");
        FrameClient client = client(proxy)) {
      client.get(1, "/").flush();
      origin.next();
      client.reset(1, Http2Error.CANCEL).flush();

      assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(client.ping(4711).pongs).isEmpty();
      client.readUntil(() -> !client.pongs.isEmpty());
      assertThat(client.pongs).containsExactly(4711L);
      assertThat(client.reply(1).reset).as("no reset for a reset").isNull();
    }
  }

  @Test
  void aFailureOfOursToHeadHasNoContent() throws Exception {
    try (RawOrigin origin = new RawOrigin((request, out, socket) -> socket.close());
        TestProxy proxy = TestProxy.overriding(origin.upstream(), "b.test");
        FrameClient client = client(proxy)) {
      String[] head = FieldBlock.get("/");
      head[1] = "HEAD";
      Reply reply = client.head(1, true, head).await(1);

      assertThat(reply.status()).isEqualTo(502);
      assertThat(reply.field("proxy-status")).startsWith("rehost; error=connection_terminated");
      assertThat(reply.content()).isEmpty();
      assertThat(reply.ended).isTrue();
    }
  }

  private static void answerTheFirstLine(ServerSocket server) {
    try (Socket socket = server.accept()) {
      int next = 0;
      while (next != '\n') {
        next = socket.getInputStream().read();
      }
      String response = "HTTP/1.1 413 Too much\r\nContent-Length: 2\r\n\r\nno";
      socket.getOutputStream().write(response.getBytes(ISO_8859_1));
      socket.getInputStream().readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FrameClient client(TestProxy proxy) throws IOException {
    return FrameClient.open(proxy.server.addresses().getFirst());
  }
}

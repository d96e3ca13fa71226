package io.rehost.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rehost.rule.Upstream;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract 4 point 5 and 5: streams both ways, in order, and never a cut body that looks whole. */
class RelayTest {
  private static final String HOST = "go.advent.2019.co.jp";

  @Test
  void answersPipelinedRequestsInOrderOverOneUpstreamConnection() throws Exception {
    try (RawOrigin origin =
            new RawOrigin(
                (request, out, socket) -> {
                  String path = request.lines().getFirst().split(" ", -1)[1];
                  out.write(ok(path).getBytes(ISO_8859_1));
                });
        TestProxy proxy = TestProxy.overriding(origin.upstream(), HOST);
        RawClient client = proxy.client()) {
      StringBuilder requests = new StringBuilder();
      for (int i = 0; i < 50; i++) {
        requests.append("POST /" + i + " HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi");
      }

      client.send(requests.toString());

      for (int i = 0; i < 50; i++) {
        assertThat(client.read().content()).isEqualTo("/" + i);
      }
      assertThat(origin.connections()).isEqualTo(1);
    }
  }

  @Test
  void relaysChunksAndTrailersBothWays() throws Exception {
    try (RawOrigin origin =
            RawOrigin.answering(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-T\r\n\r\n"
                    + "3\r\nabc\r\n0\r\nX-T: 1\r\n\r\n");
        TestProxy proxy = TestProxy.overriding(origin.upstream(), HOST);
        RawClient client = proxy.client()) {
      client.send(
          "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
              + "2\r\nhi\r\n0\r\nX-R: 2\r\n\r\n");

      assertThat(client.read().content()).isEqualTo("abc[X-T: 1]");
      assertThat(origin.next().content()).isEqualTo("2\r\nhi\r\n0\r\nX-R: 2\r\n\r\n");
    }
  }

  @Test
  @DisplayName("fields that Connection names are removed in both directions, from trailers too")
  void dropsTrailersThatConnectionNames() throws Exception {
    try (RawOrigin origin =
            RawOrigin.answering(
                "HTTP/1.1 200 OK\r\nConnection: X-T\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "3\r\nabc\r\n0\r\nX-T: 1\r\nX-U: 2\r\n\r\n");
        TestProxy proxy = TestProxy.overriding(origin.upstream(), HOST);
        RawClient client = proxy.client()) {
      client.send(
          "POST / HTTP/1.1\r\nHost: a\r\nConnection: x-r\r\nTransfer-Encoding: chunked\r\n\r\n"
              + "2\r\nhi\r\n0\r\nX-R: 2\r\nX-S: 3\r\n\r\n");

      assertThat(client.read().content()).isEqualTo("abc[X-U: 2]");
      assertThat(origin.next().content()).isEqualTo("2\r\nhi\r\n0\r\nX-S: 3\r\n\r\n");
    }
  }

  @Test
  void relaysContinueAndEarlyHintsBeforeTheResponse() throws Exception {
    try (RawOrigin origin =
            RawOrigin.answering(
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
                    + ok("done"));
        TestProxy proxy = TestProxy.overriding(origin.upstream(), HOST);
        RawClient client = proxy.client()) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");

      assertThat(client.readHead()).startsWith("HTTP/1.1 100 ");
      assertThat(client.readHead()).startsWith("HTTP/1.1 103 ").contains("Link: </a>");
      assertThat(client.read().content()).isEqualTo("done");
    }
  }

  @Test
  void hidesInterimResponsesFromAnHttp10Client() throws Exception {
    try (RawOrigin origin = RawOrigin.answering("HTTP/1.1 103 Early Hints\r\n\r\n" + ok("done"));
        TestProxy proxy = TestProxy.overriding(origin.upstream(), HOST);
        RawClient client = proxy.client()) {
      String all = client.send("GET / HTTP/1.0\r\n\r\n").readToEnd();

      assertThat(all)
          .startsWith("HTTP/1.1 200 OK\r\n")
          .contains("Connection: close")
          .endsWith("done");
    }
  }

  @Test
  void unchunksForAnHttp10ClientAndEndsByClosing() throws Exception {
    try (RawOrigin origin =
            RawOrigin.answering(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
        TestProxy proxy = TestProxy.overriding(origin.upstream(), HOST);
        RawClient client = proxy.client()) {
      String all = client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").readToEnd();

      assertThat(all).doesNotContainIgnoringCase("transfer-encoding").endsWith("\r\n\r\nabc");
    }
  }

  @Test
  void chunksAResponseThatEndsWithItsConnection() throws Exception {
    try (RawOrigin origin =
            new RawOrigin(
                (request, out, socket) -> {
                  out.write("HTTP/1.0 200 OK\r\n\r\nall of it".getBytes(ISO_8859_1));
                  socket.shutdownOutput();
                });
        TestProxy proxy = TestProxy.overriding(origin.upstream(), HOST);
        RawClient client = proxy.client()) {
      var first = client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").read();
      var second = client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").read();

      assertThat(first.field("Transfer-Encoding")).isEqualTo("chunked");
      assertThat(first.content()).isEqualTo("all of it");
      assertThat(second.content()).isEqualTo("all of it");
    }
  }

  @Test
  void keepsTheLengthOfAResponseToHead() throws Exception {
    try (RawOrigin origin = RawOrigin.answering("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n");
        TestProxy proxy = TestProxy.overriding(origin.upstream(), HOST);
        RawClient client = proxy.client()) {
      for (int i = 0; i < 2; i++) {
        client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");

        assertThat(client.readHead()).contains("Content-Length: 7");
      }
    }
  }

  @Test
  @DisplayName("hop-by-hop fields are removed in both directions")
  void keepsTheOriginsHopByHopFieldsFromTheClient() throws Exception {
    try (RawOrigin origin =
            RawOrigin.answering(
                "HTTP/1.1 200 OK\r\nConnection: X-Hop\r\nX-Hop: 1\r\nKeep-Alive: timeout=5\r\n"
                    + "Upgrade: h2\r\nX-Kept: 2\r\nContent-Length: 0\r\n\r\n");
        TestProxy proxy = TestProxy.overriding(origin.upstream(), HOST)) {
      var response = proxy.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n");

      assertThat(response.head().split("\r\n", -1))
          .containsExactly("HTTP/1.1 200 OK", "X-Kept: 2", "Content-Length: 0");
    }
  }

  @Test
  void neverMakesACutBodyLookWhole() throws Exception {
    for (String head :
        new String[] {
          "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"
        }) {
      try (RawOrigin origin =
              new RawOrigin(
                  (request, out, socket) -> {
                    out.write(head.getBytes(ISO_8859_1));
                    out.flush();
                    socket.shutdownOutput();
                  });
          TestProxy proxy = TestProxy.overriding(origin.upstream(), HOST);
          RawClient client = proxy.client()) {
        client.send("GET / HTTP/1.0\r\n\r\n");

        assertThatThrownBy(client::readToEnd).as(head).hasMessageContaining("reset");
      }
    }
  }

  @Test
  void letsASlowReaderSlowTheOriginDown() throws Exception {
    long size = 50L << 20;
    AtomicLong written = new AtomicLong();
    try (RawOrigin origin =
            new RawOrigin(
                (request, out, socket) -> {
                  out.write(
                      ("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n")
                          .getBytes(ISO_8859_1));
                  byte[] piece = new byte[64 << 10];
                  while (written.get() < size) {
                    out.write(piece);
                    written.addAndGet(piece.length);
                  }
                });
        TestProxy proxy = TestProxy.overriding(origin.upstream(), HOST);
        RawClient client = proxy.client()) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").readHead();
      awaitStill(written);

      assertThat(written.get()).as("what sockets and one buffer hold").isLessThan(30L << 20);
      for (long read = 0; read < size; read += 1 << 20) {
        client.readExactly(1 << 20);
      }
    }
  }

  @Test
  void letsASlowOriginSlowTheClientDown() throws Exception {
    CountDownLatch mayRead = new CountDownLatch(1);
    AtomicLong written = new AtomicLong();
    int size = 50 << 20;
    try (ServerSocket slow = new ServerSocket(0)) {
      Thread origin =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try (var socket = slow.accept()) {
                      mayRead.await();
                      long left = size;
                      byte[] piece = new byte[1 << 20];
                      String head = "";
                      while (left > 0) {
                        int n = socket.getInputStream().read(piece);
                        if (head.isEmpty()) {
                          head = new String(piece, 0, n, ISO_8859_1);
                          n -= head.indexOf("\r\n\r\n") + 4;
                        }
                        left -= n;
                      }
                      socket.getOutputStream().write(ok("got it").getBytes(ISO_8859_1));
                    } catch (IOException | InterruptedException e) {
                      throw new IllegalStateException(e);
                    }
                  });
      var upstream = new Upstream(Upstream.Scheme.HTTP, "127.0.0.1", slow.getLocalPort());
      try (TestProxy proxy = TestProxy.overriding(upstream, HOST);
          RawClient client = proxy.client()) {
        client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + size + "\r\n\r\n");
        Thread sender =
            Thread.ofVirtual()
                .start(
                    () -> {
                      try {
                        for (byte[] piece = new byte[64 << 10]; written.get() < size; ) {
                          client.socket().getOutputStream().write(piece);
                          written.addAndGet(piece.length);
                        }
                      } catch (IOException e) {
                        throw new IllegalStateException(e);
                      }
                    });
        awaitStill(written);

        assertThat(written.get()).as("what sockets and one buffer hold").isLessThan(30L << 20);
        mayRead.countDown();
        assertThat(client.read().content()).isEqualTo("got it");
        sender.join();
        origin.join();
      }
    }
  }

  /** Waits until the number has stopped to grow for a while. */
  private static void awaitStill(AtomicLong number) throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    long before;
    do {
      before = number.get();
      assertThat(never.await(300, TimeUnit.MILLISECONDS)).isFalse();
    } while (number.get() != before || before == 0);
  }

  private static String ok(String content) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + content.length() + "\r\n\r\n" + content;
  }
}

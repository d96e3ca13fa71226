package io.rehost.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Issue 4: no descriptor is leaked, however exchanges end. */
@EnabledOnOs(OS.LINUX)
class DescriptorsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String CUT = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\ncut";

  @Test
  void allAreClosedAfterTheProxyHoweverExchangesEnded() throws Exception {
    rounds(1); // what is opened once, such as the jars of classes, stays open
    int before = open();

    rounds(20);

    await().atMost(PATIENCE).untilAsserted(() -> assertThat(open()).isLessThanOrEqualTo(before));
  }

  @Test
  void aProxyThatGoesOnKeepsNoneOfThoseItsClientsLeftBehind() throws Exception {
    try (RawOrigin origin = origin();
        TestProxy proxy = TestProxy.overriding(origin.upstream(), "b")) {
      for (int i = 0; i < 20; i++) {
        exchanges(proxy);
      }

      await().atMost(PATIENCE).until(() -> proxy.server.clientConnections() == 0);
      int eventLoops = TestProxy.SETTINGS.workers();
      await().atMost(PATIENCE).until(() -> proxy.server.upstreamConnections() <= eventLoops);
    }
  }

  private static void rounds(int rounds) throws IOException {
    for (int i = 0; i < rounds; i++) {
      try (RawOrigin origin = origin();
          TestProxy proxy = TestProxy.overriding(origin.upstream(), "b")) {
        exchanges(proxy);
      }
    }
  }

  private static RawOrigin origin() throws IOException {
    return new RawOrigin(
        (request, out, socket) -> {
          String line = request.lines().getFirst();
          out.write((line.contains("cut") ? CUT : OK).getBytes(ISO_8859_1));
          if (!line.contains("ok")) {
            socket.close();
          }
        });
  }

  /** One that goes well, and some that don't: broken by the client, by the origin, by both. */
  private static void exchanges(TestProxy proxy) throws IOException {
    for (String request :
        new String[] {
          "GET /ok HTTP/1.1\r\nHost: a\r\n\r\n",
          "GET /cut HTTP/1.1\r\nHost: a\r\n\r\n",
          "GET /gone HTTP/1.1\r\nHost: a\r\n\r\n",
          "POST /ok HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcd",
          "GET / HTTP/1.1\r\n\r\n"
        }) {
      try (RawClient client = proxy.client()) {
        client.send(request).readHead();
      }
    }
    try (RawClient client = proxy.client()) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf");
      client.socket().setSoLinger(true, 0);
    }
  }

  private static int open() {
    return requireNonNull(new File("/proc/self/fd").list()).length;
  }
}

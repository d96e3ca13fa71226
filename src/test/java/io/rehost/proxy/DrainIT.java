package io.rehost.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Contract 2: REHOST_TIMEOUT_DRAIN, REHOST_DRAIN_DELAY. */
class DrainIT {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

  @Test
  void letsAnExchangeEndAndClosesUnusedConnectionsAtOnce() throws Exception {
    CountDownLatch mayAnswer = new CountDownLatch(1);
    try (RawOrigin origin = answeringAfter(mayAnswer);
        TestProxy proxy = TestProxy.overriding(origin.upstream(), "b");
        RawClient idle = proxy.client();
        RawClient busy = proxy.client().send(GET)) {
      origin.next();

      CompletableFuture<Boolean> drained = drain(proxy, Duration.ZERO, Duration.ofSeconds(20));

      assertThat(idle.readToEnd()).isEmpty();
      assertThat(drained).isNotDone();
      mayAnswer.countDown();
      assertThat(busy.read().field("Connection")).isEqualTo("close");
      assertThat(busy.readToEnd()).isEmpty();
      assertThat(drained.get()).isTrue();
      assertThatThrownBy(proxy::client).isInstanceOf(IOException.class);
    }
  }

  @Test
  void cutsOffWhatDoesNotEndInTimeAndSaysSo() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    try (RawOrigin origin = answeringAfter(never);
        TestProxy proxy = TestProxy.overriding(origin.upstream(), "b");
        RawClient busy = proxy.client().send(GET)) {
      origin.next();

      boolean clean = drain(proxy, Duration.ZERO, Duration.ofMillis(200)).get();

      assertThat(clean).isFalse();
      assertThatThrownBy(busy::read).isInstanceOf(IOException.class);
      never.countDown();
    }
  }

  @Test
  void takesRequestsDuringTheDelayAndTellsThemToGo() throws Exception {
    try (RawOrigin origin = RawOrigin.ok("");
        TestProxy proxy = TestProxy.overriding(origin.upstream(), "b");
        RawClient before = proxy.client()) {
      assertThat(before.send(GET).read().field("Connection")).isEmpty();

      CompletableFuture<Boolean> drained =
          drain(proxy, Duration.ofSeconds(2), Duration.ofSeconds(20));

      String connection = "";
      while (connection.isEmpty()) {
        connection = proxy.exchange(GET).field("Connection");
      }
      assertThat(connection).isEqualTo("close");
      assertThat(drained.get()).isTrue();
    }
  }

  private static CompletableFuture<Boolean> drain(TestProxy proxy, Duration delay, Duration limit) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return proxy.server.drain(delay, limit);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static RawOrigin answeringAfter(CountDownLatch latch) throws IOException {
    return new RawOrigin(
        (request, out, socket) -> {
          try {
            latch.await();
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
          out.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(ISO_8859_1));
        });
  }
}

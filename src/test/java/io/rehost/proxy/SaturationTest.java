package io.rehost.proxy;

import static io.rehost.proxy.FailureTest.assertFailure;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.proxy.ProxySettings.Limits;
import io.rehost.proxy.RawClient.Response;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Contract 2, the limits in number: what is too much gets 503 + Retry-After, the rest is served.
 */
class SaturationTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

  @Test
  @DisplayName("A client connection over the limit gets 503 and is closed")
  void turnsAwayAClientTooMany() throws Exception {
    try (RawOrigin origin = RawOrigin.ok("");
        TestProxy proxy =
            TestProxy.overriding(
                origin.upstream(), "b", ChangedSettings.limits(new Limits(1024, 1)));
        RawClient first = proxy.client()) {
      assertThat(first.send(GET).read().status()).isEqualTo(200);
      try (RawClient second = proxy.client()) {
        Response response = second.read();

        assertFailure(response, 503, "connection_limit_reached");
        assertThat(response.field("Retry-After")).isNotEmpty();
        assertThat(second.readToEnd()).isEmpty();
      }
      assertThat(first.send(GET).read().status()).isEqualTo(200);
    }
  }

  @Test
  @DisplayName("waiting for the pool (503 + Retry-After)")
  void turnsAwayARequestThatWouldBeOneTooManyToWait() throws Exception {
    CountDownLatch mayAnswer = new CountDownLatch(1);
    BlockingQueue<Response> answers = new LinkedBlockingQueue<>();
    try (RawOrigin origin = answeringAfter(mayAnswer, new AtomicInteger(), new AtomicInteger());
        TestProxy proxy = TestProxy.overriding(origin.upstream(), "b", pool(1, 1, 1));
        RawClient first = proxy.client().send(GET)) {
      origin.next();
      try (RawClient second = proxy.client().send(GET);
          RawClient third = proxy.client().send(GET)) {
        for (RawClient client : List.of(second, third)) {
          Thread.ofVirtual().start(() -> answers.add(read(client)));
        }

        Response refused = answers.poll(5, TimeUnit.SECONDS);
        assertThat(refused).isNotNull();
        assertFailure(refused, 503, "connection_limit_reached");
        assertThat(refused.field("Retry-After")).isNotEmpty();
        mayAnswer.countDown();
        assertThat(first.read().status()).isEqualTo(200);
        assertThat(answers.take().status()).as("the one that waited").isEqualTo(200);
      }
    }
  }

  @Test
  @DisplayName("pool: 512 per upstream, over all event loops")
  void sharesOneConnectionBetweenTheEventLoops() throws Exception {
    CountDownLatch mayAnswer = new CountDownLatch(1);
    AtomicInteger active = new AtomicInteger();
    AtomicInteger atOnce = new AtomicInteger();
    List<RawClient> clients = new ArrayList<>();
    try (RawOrigin origin = answeringAfter(mayAnswer, active, atOnce);
        TestProxy proxy = TestProxy.overriding(origin.upstream(), "b", pool(2, 1, 1024))) {
      for (int i = 0; i < 10; i++) {
        clients.add(proxy.client().send(GET));
      }
      origin.next();
      mayAnswer.countDown();

      for (RawClient client : clients) {
        assertThat(client.read().status()).isEqualTo(200);
      }
      assertThat(atOnce.get()).as("connections in use at once").isEqualTo(1);
    } finally {
      for (RawClient client : clients) {
        client.close();
      }
    }
  }

  private static Response read(RawClient client) {
    try {
      return client.read();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static RawOrigin answeringAfter(
      CountDownLatch latch, AtomicInteger active, AtomicInteger atOnce) throws IOException {
    return new RawOrigin(
        (request, out, socket) -> {
          atOnce.accumulateAndGet(active.incrementAndGet(), Math::max);
          try {
            latch.await();
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
          active.decrementAndGet();
          out.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(ISO_8859_1));
        });
  }

  private static UnaryOperator<ProxySettings> pool(int workers, int connections, int pending) {
    return ChangedSettings.by(
        it -> {
          it.workers = workers;
          it.upstream = TestProxy.upstream(connections, pending);
        });
  }
}

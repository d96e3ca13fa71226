package io.rehost.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http2.Http2Error;
import io.rehost.proxy.FrameClient.GoAway;
import io.rehost.rule.Match;
import io.rehost.rule.Unmatched;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Contract 2: the drain over HTTP/2, with GOAWAY; contract 3: edits while connections stay. */
class Http2DrainIT {
  private static final GoAway ANNOUNCED = new GoAway(Integer.MAX_VALUE, Http2Error.NO_ERROR);

  @Test
  void streamsEndAndConnectionsGoInTwoSteps() throws Exception {
    CountDownLatch mayAnswer = new CountDownLatch(1);
    try (RawOrigin origin = answeringAfter(mayAnswer);
        TestProxy proxy = TestProxy.overriding(origin.upstream(), "b.test");
        FrameClient idle = client(proxy);
        FrameClient busy = client(proxy).get(1, "/").flush()) {
      origin.next();
      idle.ping(1).readUntil(() -> !idle.pongs.isEmpty());

      CompletableFuture<Boolean> drained = drain(proxy, Duration.ZERO);

      assertThat(idle.readToEnd().goAways)
          .containsExactly(ANNOUNCED, new GoAway(0, Http2Error.NO_ERROR));
      busy.readUntil(() -> busy.goAways.size() == 2);
      assertThat(busy.goAways).containsExactly(ANNOUNCED, new GoAway(1, Http2Error.NO_ERROR));
      assertThat(drained).isNotDone();
      assertThat(busy.get(3, "/late").awaitReset(3).reset).isEqualTo(Http2Error.REFUSED_STREAM);

      mayAnswer.countDown();
      assertThat(busy.await(1).status()).isEqualTo(200);
      busy.readToEnd();
      assertThat(drained.get()).isTrue();
    }
  }

  @Test
  void aClientThatDoesNotAnswerIsNotWaitedForLong() throws Exception {
    try (RawOrigin origin = RawOrigin.ok("");
        TestProxy proxy = TestProxy.overriding(origin.upstream(), "b.test");
        FrameClient mute = client(proxy)) {
      mute.get(1, "/").await(1);

      assertThat(drain(proxy, Duration.ZERO).get()).isTrue();
      assertThat(mute.readToEnd().goAways).startsWith(ANNOUNCED);
    }
  }

  @Test
  void whatDoesNotEndInTimeIsCutOff() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    try (RawOrigin origin = answeringAfter(never);
        TestProxy proxy = TestProxy.overriding(origin.upstream(), "b.test");
        FrameClient busy = client(proxy).get(1, "/").flush()) {
      origin.next();

      assertThat(proxy.server.drain(Duration.ZERO, Duration.ofMillis(200))).isFalse();
      busy.readToEnd();
      assertThat(busy.reply(1).heads).isEmpty();
      never.countDown();
    }
  }

  @Test
  void requestsAreTakenDuringTheDelayAndToldToGo() throws Exception {
    try (RawOrigin origin = RawOrigin.ok("");
        TestProxy proxy = TestProxy.overriding(origin.upstream(), "b.test")) {
      CompletableFuture<Boolean> drained = drain(proxy, Duration.ofSeconds(3));
      boolean told = false;
      while (!told) {
        try (FrameClient client = client(proxy)) {
          assertThat(client.get(1, "/").await(1).status()).isEqualTo(200);
          client.ping(1).readUntil(() -> !client.pongs.isEmpty());
          told = client.goAways.contains(ANNOUNCED);
        }
      }
      assertThat(drained).as("before the delay is over").isNotDone();
      assertThat(drained.get()).isTrue();
    }
  }

  @Test
  void anEditAppliesToTheNextStreamOfAConnection() throws Exception {
    try (RawOrigin origin = RawOrigin.ok("");
        TestProxy proxy = TestProxy.overriding(origin.upstream(), "b.test");
        FrameClient client = client(proxy)) {
      client.get(1, "/").await(1);
      assertThat(origin.next().field("host")).isEqualTo("b.test");
      proxy.use(
          TestProxy.document(
              origin.upstream(), Unmatched.PASS, TestProxy.rule("all", Match.ANY, "c.test")));

      client.get(3, "/").await(3);
      assertThat(origin.next().field("host")).isEqualTo("c.test");
    }
  }

  private static CompletableFuture<Boolean> drain(TestProxy proxy, Duration delay) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return proxy.server.drain(delay, Duration.ofSeconds(20));
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static FrameClient client(TestProxy proxy) throws IOException {
    return FrameClient.open(proxy.server.addresses().getFirst());
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

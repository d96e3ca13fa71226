package io.rehost.injector.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rehost.injector.webhook.AdmissionReview.Verdict;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpClient.Version;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No client holds the webhooks up for the others, and none is left without an answer. */
class WebhookLimitsIT {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final int BYTES = 1 << 20;
  private static final String HEAD =
      "POST /inject HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";

  private final CountDownLatch judging = new CountDownLatch(1);
  private final CountDownLatch judged = new CountDownLatch(1);

  @SuppressWarnings("NullAway.Init") // JUnit sets it
  @TempDir
  private Path directory;

  private WebhookScene scene(WebhookLimits limits) throws IOException {
    return WebhookScene.serving(directory, this::waiting, limits);
  }

  /** A judge that takes its time. */
  private Verdict waiting(AdmissionReview.Request request) {
    judging.countDown();
    try {
      assertThat(judged.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Verdict.allowed(List.of("judged"));
  }

  private static String all(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), UTF_8);
  }

  private static String review() {
    return TestReview.of("Pod", "CREATE", "{}");
  }

  private static CompletableFuture<HttpResponse<String>> sending(
      WebhookScene scene, Version version) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return scene.send(version, scene.post("/inject", review()));
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        },
        Executors.newVirtualThreadPerTaskExecutor());
  }

  @Test
  void aConnectionWithoutARequestIsClosed() throws Exception {
    try (WebhookScene scene =
            scene(new WebhookLimits(Duration.ofSeconds(3), LONG, LONG, BYTES, 10));
        Socket silent = scene.connection("");
        Socket half = scene.connection("POST /inject HTTP/1.1\r\nHo")) {
      assertThat(all(silent)).isEmpty();
      assertThat(all(half)).isEmpty();
    }
  }

  @Test
  void aBodyThatDoesNotComeIs408() throws Exception {
    try (WebhookScene scene = scene(new WebhookLimits(LONG, SHORT, LONG, BYTES, 10));
        Socket slow = scene.connection(HEAD + "Content-Length: 100\r\n\r\n{")) {
      assertThat(all(slow)).startsWith("HTTP/1.1 408 ").contains("body: not there within");
    }
  }

  @Test
  void aVerdictThatDoesNotComeIs503() throws Exception {
    try (WebhookScene scene = scene(new WebhookLimits(LONG, LONG, SHORT, BYTES, 10))) {
      HttpResponse<String> response = sending(scene, Version.HTTP_2).get(60, TimeUnit.SECONDS);
      assertThat(response.statusCode()).isEqualTo(503);
      assertThat(response.body()).startsWith("no verdict within");
      judged.countDown();
    }
  }

  @Test
  void bodiesThatTogetherAreTooManyBytesAre503UntilTheOthersAreJudged() throws Exception {
    int room = review().length() + 10;
    try (WebhookScene scene = scene(new WebhookLimits(LONG, LONG, LONG, room, 10))) {
      CompletableFuture<HttpResponse<String>> first = sending(scene, Version.HTTP_1_1);
      judging.await();
      assertThat(sending(scene, Version.HTTP_2).get(60, TimeUnit.SECONDS).statusCode())
          .isEqualTo(503);
      judged.countDown();
      assertThat(first.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
      assertThat(sending(scene, Version.HTTP_2).get(60, TimeUnit.SECONDS).statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void oneConnectionTooManyIsClosedAndTheOthersStay() throws Exception {
    judged.countDown();
    String request = HEAD + "Content-Length: " + review().length() + "\r\n\r\n" + review();
    try (WebhookScene scene = scene(new WebhookLimits(LONG, LONG, LONG, BYTES, 1));
        Socket first = scene.connection(HEAD + "Content-Length: " + review().length() + "\r\n")) {
      first.getOutputStream().flush();
      try (Socket second = scene.connection(request)) {
        assertThat(all(second)).isEmpty();
      } catch (IOException reset) {
        assertThat(reset)
            .isInstanceOfAny(java.net.SocketException.class, javax.net.ssl.SSLException.class);
      }
      first.getOutputStream().write(("Connection: close\r\n\r\n" + review()).getBytes(UTF_8));
      assertThat(all(first)).startsWith("HTTP/1.1 200 ");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void aDrainAnswersWhatIsOnItsWayThenCloses(Version version) throws Exception {
    try (WebhookScene scene = scene(WebhookLimits.DEFAULT)) {
      CompletableFuture<HttpResponse<String>> asked = sending(scene, version);
      judging.await();
      CompletableFuture<Boolean> drained = drain(scene, Duration.ZERO, Duration.ofSeconds(60));
      judged.countDown();
      assertThat(asked.get(60, TimeUnit.SECONDS).body()).contains("judged");
      assertThat(drained.get(60, TimeUnit.SECONDS)).isTrue();
      assertThat(scene.server.serving()).isFalse();
    }
  }

  @Test
  void aDrainThatRunsOutOfTimeSaysSoAndCloses() throws Exception {
    try (WebhookScene scene = scene(WebhookLimits.DEFAULT)) {
      CompletableFuture<HttpResponse<String>> asked = sending(scene, Version.HTTP_2);
      judging.await();
      assertThat(drain(scene, Duration.ZERO, SHORT).get(60, TimeUnit.SECONDS)).isFalse();
      assertThat(asked).failsWithin(Duration.ofSeconds(60));
    }
  }

  @Test
  void whileItDrainsNewReviewsAreStillAnsweredForAWhile() throws Exception {
    judged.countDown();
    String request = HEAD + "Content-Length: " + review().length() + "\r\n\r\n" + review();
    try (WebhookScene scene = scene(WebhookLimits.DEFAULT)) {
      Thread drain = Thread.ofVirtual().start(() -> drainForLong(scene));
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                try (Socket client = scene.connection(request)) {
                  return new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8))
                      .lines()
                      .takeWhile(line -> !line.isEmpty())
                      .anyMatch("connection: close"::equalsIgnoreCase);
                }
              });
      assertThat(sending(scene, Version.HTTP_2).get(60, TimeUnit.SECONDS).statusCode())
          .isEqualTo(200);
      drain.interrupt();
      drain.join();
    }
  }

  private static void drainForLong(WebhookScene scene) {
    try {
      scene.server.drain(LONG, LONG);
    } catch (InterruptedException theTestHasSeenEnough) {
      Thread.currentThread().interrupt();
    }
  }

  private static CompletableFuture<Boolean> drain(
      WebhookScene scene, Duration delay, Duration limit) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return scene.server.drain(delay, limit);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        },
        Executors.newVirtualThreadPerTaskExecutor());
  }
}

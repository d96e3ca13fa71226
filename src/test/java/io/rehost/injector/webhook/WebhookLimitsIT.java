package io.rehost.injector.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rehost.injector.webhook.AdmissionReview.Verdict;
import io.rehost.injector.webhook.PodAdmission.Refusal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No client holds the webhooks up for the others, and none is left without an answer. */
class WebhookLimitsIT {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final int BYTES = 1 << 20;
  private static final int ROOM_FOR_ONE = 6000;
  private static final String HEAD = head("/inject");
  private static final WebhookLimits LIMITS = new WebhookLimits(LONG, BYTES, 8, 10);

  private final CountDownLatch judging = new CountDownLatch(1);
  private final CountDownLatch judged = new CountDownLatch(1);
  private final AtomicInteger verdicts = new AtomicInteger();

  @SuppressWarnings("NullAway.Init") // JUnit sets it
  @TempDir
  private Path directory;

  private WebhookScene scene(WebhookLimits limits) throws IOException {
    return WebhookScene.serving(directory, this::waiting, limits);
  }

  /** A judge that takes its time. */
  private Verdict waiting(AdmissionReview.Request request) {
    verdicts.incrementAndGet();
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

  private static String line(Socket socket) throws IOException {
    return new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8)).readLine();
  }

  private static String head(String target) {
    return "POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n".formatted(target);
  }

  private static String review() {
    return TestReview.of("Pod", "CREATE", "{}");
  }

  private static CompletableFuture<HttpResponse<String>> sending(WebhookScene scene, String path) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return scene.send(Version.HTTP_2, scene.post(path, review()));
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        },
        Executors.newVirtualThreadPerTaskExecutor());
  }

  @Test
  void aConnectionWithoutARequestIsClosed() throws Exception {
    try (WebhookScene scene = scene(new WebhookLimits(Duration.ofSeconds(3), BYTES, 8, 10));
        Socket silent = scene.connection("");
        Socket half = scene.connection("POST /inject HTTP/1.1\r\nHo")) {
      assertThat(all(silent)).isEmpty();
      assertThat(all(half)).isEmpty();
    }
  }

  @Test
  void aBodyThatDoesNotComeIs408() throws Exception {
    try (WebhookScene scene = scene(LIMITS);
        Socket slow =
            scene.connection(head("/inject?timeout=1s") + "Content-Length: 100\r\n\r\n{")) {
      assertThat(all(slow)).startsWith("HTTP/1.1 408 ").contains("body: not there within 0.5 s");
    }
  }

  @Test
  void aVerdictThatDoesNotComeIs503InTheTimeThatTheApiServerWaits() throws Exception {
    try (WebhookScene scene = scene(LIMITS)) {
      HttpResponse<String> response =
          sending(scene, "/inject?timeout=1s").get(60, TimeUnit.SECONDS);
      assertThat(response.statusCode()).isEqualTo(503);
      assertThat(response.body()).isEqualTo("no verdict within 0.5 s\n");
      assertThat(scene.heard).containsExactly("inject LATE");
      judged.countDown();
    }
  }

  @Test
  void theBytesOfALateReviewCountUntilItsJudgeIsDone() throws Exception {
    try (WebhookScene scene = scene(new WebhookLimits(LONG, ROOM_FOR_ONE, 8, 10))) {
      assertThat(sending(scene, "/inject?timeout=1s").get(60, TimeUnit.SECONDS).body())
          .startsWith("no verdict");
      HttpResponse<String> next = sending(scene, "/inject").get(60, TimeUnit.SECONDS);
      assertThat(next.statusCode()).isEqualTo(503);
      assertThat(next.body()).isEqualTo("too many reviews at a time\n");
      assertThat(next.headers().firstValue("Retry-After")).contains("1");
      judged.countDown();
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> sending(scene, "/inject").get(60, TimeUnit.SECONDS).statusCode() == 200);
    }
  }

  @Test
  void aReviewThatIsLateBeforeItsTurnIsNotJudged() throws Exception {
    try (WebhookScene scene = scene(new WebhookLimits(LONG, BYTES, 1, 10))) {
      CompletableFuture<HttpResponse<String>> first = sending(scene, "/inject?timeout=30s");
      judging.await();
      assertThat(sending(scene, "/inject?timeout=1s").get(60, TimeUnit.SECONDS).statusCode())
          .isEqualTo(503);
      judged.countDown();
      assertThat(first.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
      assertThat(sending(scene, "/inject").get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
      assertThat(verdicts).hasValue(2);
    }
  }

  @Test
  void aPodWhoseReviewWasLateIsNotToldToBeAdmitted() throws Exception {
    List<String> skipped = new CopyOnWriteArrayList<>();
    PodAdmission warning =
        TestReview.pods(Refusal.WARN, (namespace, pod, why) -> skipped.add(namespace));
    AdmissionReview.Judge slow =
        request -> {
          Verdict unused = waiting(request);
          return warning.judge(request);
        };
    String pod = TestReview.of("Pod", "CREATE", TestReview.pod(TestReview.ASKS_IN_VAIN));
    try (WebhookScene scene =
        WebhookScene.serving(directory, slow, new WebhookLimits(LONG, BYTES, 1, 10))) {
      HttpRequest late = scene.post("/inject?timeout=1s", pod);
      assertThat(scene.send(Version.HTTP_2, late).statusCode()).isEqualTo(503);
      judged.countDown();
      HttpRequest next = scene.post("/inject", pod); // the only permit is back after the late one
      assertThat(scene.send(Version.HTTP_2, next).statusCode()).isEqualTo(200);
      assertThat(skipped).containsExactly("shop");
    }
  }

  @Test
  void slowReviewsOfOneWebhookDoNotHoldUpTheOther() throws Exception {
    try (WebhookScene scene = scene(new WebhookLimits(LONG, BYTES, 1, 10))) {
      CompletableFuture<HttpResponse<String>> first = sending(scene, "/inject?timeout=30s");
      judging.await();
      assertThat(sending(scene, "/validate").get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
      assertThat(first).isNotDone();
      judged.countDown();
    }
  }

  @ParameterizedTest
  @CsvSource({"7340033, 413, body: too long", "8192, 503, too many reviews at a time"})
  void aBodyThatIsAnnouncedTooLongIsRefusedBeforeItComes(int length, int status, String line)
      throws Exception {
    try (WebhookScene scene = scene(new WebhookLimits(LONG, ROOM_FOR_ONE, 8, 10));
        Socket client = scene.connection(HEAD + "Content-Length: " + length + "\r\n\r\n")) {
      assertThat(line(client)).startsWith("HTTP/1.1 " + status + " ");
      assertThat(scene.heard).hasSize(1);
    }
  }

  @Test
  void bodiesThatTogetherAreTooManyBytesAre503UntilTheOthersAreJudged() throws Exception {
    try (WebhookScene scene = scene(new WebhookLimits(LONG, ROOM_FOR_ONE, 8, 10))) {
      CompletableFuture<HttpResponse<String>> first = sending(scene, "/inject?timeout=30s");
      judging.await();
      assertThat(sending(scene, "/inject").get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(503);
      judged.countDown();
      assertThat(first.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
      assertThat(sending(scene, "/inject").get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void oneConnectionTooManyIsClosedAndTheOthersStay() throws Exception {
    judged.countDown();
    String request = HEAD + "Content-Length: " + review().length() + "\r\n\r\n" + review();
    try (WebhookScene scene = scene(new WebhookLimits(LONG, BYTES, 8, 1));
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
}

package io.rehost.injector.webhook;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rehost.injector.webhook.AdmissionReview.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.http.HttpClient.Version;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** docs/injector.md, SIGTERM: clients are bidden to go elsewhere, and no review is lost. */
class WebhookDrainIT {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int HEADERS = 1;
  private static final int SETTINGS = 4;
  private static final int GOAWAY = 7;

  private final CountDownLatch judging = new CountDownLatch(1);
  private final CountDownLatch judged = new CountDownLatch(1);

  @SuppressWarnings("NullAway.Init") // JUnit sets it
  @TempDir
  private Path directory;

  @SuppressWarnings("NullAway.Init") // set before each test
  private WebhookScene scene;

  @BeforeEach
  void serve() throws IOException {
    scene = WebhookScene.serving(directory, this::waiting, WebhookLimits.DEFAULT);
  }

  @AfterEach
  void close() {
    scene.close();
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

  private static String review() {
    return TestReview.of("Pod", "CREATE", "{}");
  }

  private static String all(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), UTF_8);
  }

  private CompletableFuture<HttpResponse<String>> sending(Version version) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return scene.send(version, scene.post("/inject?timeout=30s", review()));
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        },
        Executors.newVirtualThreadPerTaskExecutor());
  }

  private CompletableFuture<Boolean> draining(Duration delay, Duration limit) {
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

  /** Waits until responses close their connections. */
  private void awaitDraining() {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              try (Socket client = scene.connection("GET /inject HTTP/1.1\r\nHost: x\r\n\r\n")) {
                client.setSoTimeout(1000);
                return all(client).toLowerCase(Locale.ROOT).contains("connection: close");
              } catch (SocketTimeoutException stays) {
                return false;
              }
            });
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void whatIsOnItsWayIsAnsweredBeforeItCloses(Version version) throws Exception {
    CompletableFuture<HttpResponse<String>> asked = sending(version);
    judging.await();
    CompletableFuture<Boolean> drained = draining(Duration.ZERO, PATIENCE);
    judged.countDown();
    assertThat(asked.get(60, TimeUnit.SECONDS).body()).contains("judged");
    assertThat(drained.get(60, TimeUnit.SECONDS)).isTrue();
    assertThat(scene.server.serving()).isFalse();
  }

  @Test
  void runningOutOfTimeIsSaidAndCloses() throws Exception {
    CompletableFuture<HttpResponse<String>> asked = sending(Version.HTTP_2);
    judging.await();
    assertThat(draining(Duration.ZERO, Duration.ofMillis(300)).get(60, TimeUnit.SECONDS)).isFalse();
    assertThat(scene.server.serving()).isFalse();
    await().atMost(PATIENCE).until(asked::isDone); // judges are interrupted
  }

  @Test
  void withNothingOnItsWayItTakesNoTime() throws Exception {
    assertThat(draining(Duration.ZERO, Duration.ZERO).get(60, TimeUnit.SECONDS)).isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void newConnectionsAreServedDuringTheDelay(Version version) throws Exception {
    judged.countDown();
    CompletableFuture<Boolean> unused = draining(LONG, LONG);
    awaitDraining();
    assertThat(sending(version).get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
  }

  @Test
  void anHttp2ConnectionThatIsNewWhileDrainingGetsItsAnswerAndGoAway() throws Exception {
    CompletableFuture<Boolean> unused = draining(LONG, LONG);
    awaitDraining();
    try (SSLSocket client = http2()) {
      client.getOutputStream().write(get(1));
      assertThat(frames(client, 2)).containsExactlyInAnyOrder(HEADERS, GOAWAY);
    }
  }

  @Test
  void anIdleHttp2ConnectionGetsGoAwayAndWhatItHasSentMeanwhileIsAnswered() throws Exception {
    try (SSLSocket client = http2()) {
      client.getOutputStream().write(get(1));
      assertThat(frames(client, 1)).containsExactly(HEADERS);
      CompletableFuture<Boolean> unused = draining(LONG, LONG);
      assertThat(frames(client, 1)).containsExactly(GOAWAY);
      client.getOutputStream().write(get(3));
      assertThat(frames(client, 1)).contains(HEADERS);
    }
  }

  @Test
  void aConnectionThatStandsWithoutARequestIsHeardBeforeItCloses() throws Exception {
    try (SSLSocket quiet = http2()) {
      assertThat(frames(quiet, 1, SETTINGS)).hasSize(1);
      CompletableFuture<Boolean> drained = draining(Duration.ZERO, PATIENCE);
      awaitRefusing();
      assertThat(drained).isNotDone();
      quiet.getOutputStream().write(get(1));
      assertThat(frames(quiet, 2)).containsExactly(GOAWAY, HEADERS);
      assertThat(drained.get(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  private void awaitRefusing() {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              try (Socket client = scene.connection("GET /inject HTTP/1.1\r\nHost: x\r\n\r\n")) {
                return all(client).isEmpty();
              } catch (IOException refused) {
                return true;
              }
            });
  }

  private SSLSocket http2() throws Exception {
    SSLSocket socket = scene.connectionOf("h2");
    socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
    socket.getOutputStream().write(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0}); // SETTINGS
    return socket;
  }

  /** GET /inject, which is answered by 405: the head alone, in HPACK without a table (RFC 7541). */
  private static byte[] get(int stream) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.write(0x82); // :method GET
    block.write(0x87); // :scheme https
    literal(block, 4, "/inject"); // :path
    literal(block, 1, "x"); // :authority
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.writeBytes(new byte[] {0, 0, (byte) block.size(), HEADERS, 5, 0, 0, 0, (byte) stream});
    frame.writeBytes(block.toByteArray());
    return frame.toByteArray();
  }

  private static void literal(ByteArrayOutputStream block, int name, String value) {
    block.write(name);
    block.write(value.length());
    block.writeBytes(value.getBytes(US_ASCII));
  }

  private static List<Integer> frames(Socket socket, int count) throws IOException {
    return frames(socket, count, HEADERS, GOAWAY);
  }

  /** The types of that many frames of these types; others are passed over. */
  private static List<Integer> frames(Socket socket, int count, Integer... asked)
      throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    List<Integer> types = new ArrayList<>();
    while (types.size() < count) {
      int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
      int type = in.readUnsignedByte();
      in.skipNBytes(5 + length);
      if (List.of(asked).contains(type)) {
        types.add(type);
      }
    }
    return types;
  }
}

package io.rehost.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contract 7, {@code GET /tap}: Server-Sent Events, one JSON object an exchange. */
class TapStreamTest {
  private static final int PATIENCE_SECONDS = 20;

  @SuppressWarnings("NullAway.Init") // set before each test
  private ConsoleScene scene;

  @BeforeEach
  void start() throws IOException {
    scene = new ConsoleScene();
  }

  @AfterEach
  void stop() {
    scene.close();
  }

  @Test
  void eachExchangeIsAnEventUntilAsManyAsWereAskedFor() throws Exception {
    try (Socket socket = scene.connect()) {
      BufferedReader events = scene.listen(socket, "?n=2");
      scene.ends("a", 200);
      assertThat(ConsoleScene.awaitLine(events, "data:"))
          .startsWith("data: {\"time\":\"")
          .contains("\"rule\":\"a\"", "\"status\":200");
      scene.ends("b", 200);
      assertThat(ConsoleScene.awaitLine(events, "data:")).contains("\"rule\":\"b\"");

      assertThat(events.lines().filter(line -> line.startsWith("data"))).isEmpty();
      awaitListeners(0);
    }
  }

  @Test
  void onlyWhatIsAskedForIsShown() throws Exception {
    try (Socket socket = scene.connect()) {
      BufferedReader events = scene.listen(socket, "?rule=a&status=5xx");
      scene.ends("a", 200);
      scene.ends("b", 502);
      scene.ends("a", 503);

      assertThat(ConsoleScene.awaitLine(events, "data:"))
          .contains("\"rule\":\"a\"", "\"status\":503");
    }
  }

  @Test
  void itIsAStreamThatNobodyStores() throws Exception {
    try (Socket socket = scene.connect()) {
      scene.request(socket, "GET /tap?n=1");
      awaitListeners(1);
      scene.ends("a", 200);
      assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
          .startsWith("HTTP/1.1 200 ")
          .containsIgnoringCase("content-type: text/event-stream")
          .containsIgnoringCase("cache-control: no-store");
    }
  }

  @Test
  void aListenerThatLeavesIsForgotten() throws Exception {
    try (Socket socket = scene.connect()) {
      scene.listen(socket, "");
      assertThat(scene.tap.listeners()).isEqualTo(1);
    }
    awaitListeners(0);
  }

  @Test
  void oneListenerTooManyIs503AndMayComeAgain() throws Exception {
    try (Socket first = scene.connect();
        Socket second = scene.connect()) {
      scene.listen(first, "");
      scene.listen(second, "");

      String refused = scene.send("GET /tap");

      assertThat(ConsoleScene.status(refused)).isEqualTo(503);
      assertThat(refused)
          .containsIgnoringCase("retry-after: 5")
          .contains("Too many listen to the tap already.");
    }
  }

  @Test
  void whatASlowListenerMissesIsToldAndHoldsUpNobodyElse() throws Exception {
    String wide = "r".repeat(3_000);
    try (Socket slow = scene.connect();
        Socket other = scene.connect()) {
      BufferedReader unread = scene.listen(slow, "?rule=" + wide);
      BufferedReader events = scene.listen(other, "?rule=a");
      for (int i = 0; i < 20_000; i++) {
        scene.ends(wide, 200);
      }
      scene.ends("a", 200);

      assertThat(ConsoleScene.awaitLine(events, "data:")).contains("\"rule\":\"a\"");
      String dropped = ConsoleScene.awaitLine(unread, "event: dropped");
      assertThat(dropped).isEqualTo("event: dropped");
      assertThat(Integer.parseInt(unread.readLine().substring("data: ".length()))).isPositive();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0, 400",
    "10, 0, 200",
    "10000, 0, 100",
    "1, 1, 1000",
    "10, 990, 1000",
    "50, 1, 200",
    "10000, 1, 100"
  })
  void looksAreRarerForWhoWantsFewAndOnceASecondForASample(int rate, long dropped, long millis) {
    assertThat(TapStream.lookMillis(rate, dropped)).isEqualTo(millis);
  }

  @Test
  void aSampleOfManyIsShownOnceASecondAndWhatIsMissingTold() throws Exception {
    AtomicBoolean ended = new AtomicBoolean();
    try (Socket socket = scene.connect()) {
      BufferedReader events = scene.listen(socket, "?rate=10");
      Thread traffic = Thread.ofVirtual().start(() -> endMany(ended));
      ConsoleScene.awaitLine(events, "event: dropped");
      long began = System.nanoTime();
      int shown = 0;
      int told = 0;
      while (told < 4) {
        String line = events.readLine();
        shown += line.startsWith("data: {") ? 1 : 0;
        told += line.equals("event: dropped") ? 1 : 0;
      }
      ended.set(true);
      traffic.join();

      // the first of the four is up to a second after the one before: three whole ones lie between
      assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began)).isGreaterThan(3_000);
      assertThat(shown).isBetween(1, 200);
    }
  }

  private void endMany(AtomicBoolean ended) {
    while (!ended.get()) {
      scene.ends("a", 200);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  private void awaitListeners(int count) {
    Awaitility.await()
        .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .until(() -> scene.tap.listeners() == count);
  }
}

package io.rehost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged sidecar from start to exit code: contract sections 1 and 2. */
class SidecarIT {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  private final CountDownLatch requestArrived = new CountDownLatch(1);
  private final CountDownLatch answerAllowed = new CountDownLatch(1);

  @SuppressWarnings("NullAway.Init") // JUnit sets it
  @TempDir
  private Path directory;

  @SuppressWarnings("NullAway.Init") // set before each test
  private HttpServer origin;

  private int management;

  @BeforeEach
  void startOrigin() throws IOException {
    origin = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 16);
    origin.setExecutor(Executors.newCachedThreadPool());
    origin.createContext(
        "/", exchange -> answer(exchange.getRequestHeaders().getFirst("Host"), exchange));
    origin.createContext(
        "/slow",
        exchange -> {
          requestArrived.countDown();
          await(answerAllowed);
          answer("late", exchange);
        });
    origin.start();
    management = FreePort.find();
  }

  @AfterEach
  void stopOrigin() {
    answerAllowed.countDown();
    origin.stop(0);
  }

  @Test
  void itServesIsHealthyAndExitsWithZeroAfterACleanDrain() throws Exception {
    writeRules("go.advent.2019.co.jp");
    try (RunningProgram sidecar = start(Map.of())) {
      int port = port(sidecar);
      sidecar.awaitLine("rules in force");
      assertThat(RawExchange.get(port, "b1.example.com", "/")).endsWith("go.advent.2019.co.jp");
      assertThat(health("live")).isEqualTo(200);
      assertThat(health("started")).isEqualTo(200);
      assertThat(health("ready")).isEqualTo(200);
      sidecar.terminate();
      assertThat(sidecar.exitCode()).isZero();
    }
  }

  @Test
  void clientsAreServedBeforeHealthAndMetricsAreThere() throws Exception {
    writeRules("one.test");
    int port = FreePort.find();
    try (RunningProgram sidecar = start(Map.of("REHOST_LISTEN", "127.0.0.1:" + port));
        ExecutorService both = Executors.newFixedThreadPool(2)) {
      var served = both.submit(() -> firstGood(port, "/"));
      var healthy = both.submit(() -> firstGood(management, "/health/live"));
      assertThat(served.get(1, TimeUnit.MINUTES)).isLessThan(healthy.get(1, TimeUnit.MINUTES));
      sidecar.terminate();
      assertThat(sidecar.exitCode()).isZero();
    }
  }

  /** When a port has first answered with 200, a {@link System#nanoTime}. */
  private static long firstGood(int port, String path) {
    while (true) {
      try {
        String response = RawExchange.get(port, "b1.example.com", path);
        if (response.startsWith("HTTP/1.1 200")) {
          return System.nanoTime();
        }
      } catch (IOException notListeningYet) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
      }
    }
  }

  @Test
  void aSavedEditTakesEffect() throws Exception {
    writeRules("one.test");
    try (RunningProgram sidecar = start(Map.of())) {
      int port = port(sidecar);
      sidecar.awaitLine("rules in force");
      assertThat(RawExchange.get(port, "b1.example.com", "/")).endsWith("one.test");
      String before = sidecar.awaitLine("rules in force hash=([0-9a-f]+)").group(1);
      writeRules("two.test");
      sidecar.awaitLine("rules in force hash=(?!" + before + ")");
      assertThat(RawExchange.get(port, "b1.example.com", "/")).endsWith("two.test");
    }
  }

  @Test
  void whileItDrainsItIsLiveNotReadyAndFinishesWhatIsGoingOn() throws Exception {
    writeRules("one.test");
    try (RunningProgram sidecar = start(Map.of());
        Socket client = new Socket(LOOPBACK, port(sidecar))) {
      sidecar.awaitLine("rules in force");
      request(client, "/slow");
      requestArrived.await();
      sidecar.terminate();
      sidecar.awaitLine("draining");
      assertThat(health("live")).isEqualTo(200);
      assertThat(health("ready")).isEqualTo(503);
      answerAllowed.countDown();
      assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 200")
          .endsWith("late");
      assertThat(sidecar.exitCode()).isZero();
    }
  }

  @Test
  void aDrainThatRunsOutOfTimeExitsWithOne() throws Exception {
    writeRules("one.test");
    try (RunningProgram sidecar = start(Map.of("REHOST_TIMEOUT_DRAIN", "200ms"));
        Socket client = new Socket(LOOPBACK, port(sidecar))) {
      sidecar.awaitLine("rules in force");
      request(client, "/slow");
      requestArrived.await();
      sidecar.terminate();
      assertThat(sidecar.exitCode()).isEqualTo(1);
    }
  }

  @Test
  void aSecondSignalEndsItAtOnce() throws Exception {
    writeRules("one.test");
    try (RunningProgram sidecar = start(Map.of("REHOST_TIMEOUT_DRAIN", "10m"));
        Socket client = new Socket(LOOPBACK, port(sidecar))) {
      sidecar.awaitLine("rules in force");
      request(client, "/slow");
      requestArrived.await();
      sidecar.terminate();
      sidecar.awaitLine("draining");
      sidecar.terminate();
      assertThat(sidecar.exitCode()).isEqualTo(128 + 15);
    }
  }

  @Test
  void withoutGoodRulesItRunsIsNotReadyAndAnswers503() throws Exception {
    try (RunningProgram sidecar = start(Map.of("REHOST_START_WAIT", "1ms"))) {
      int port = port(sidecar);
      sidecar.awaitLine("rules missing");
      assertThat(RawExchange.status(RawExchange.get(port, "b1.example.com", "/"))).isEqualTo(503);
      assertThat(health("started")).isEqualTo(200);
      assertThat(health("ready")).isEqualTo(503);
      writeRules("one.test");
      sidecar.awaitLine("rules in force");
      assertThat(health("ready")).isEqualTo(200);
    }
  }

  @Test
  void wrongSettingsAreSaidAllAtOnceAndExitWithTwo() throws Exception {
    try (RunningProgram sidecar =
        start(Map.of("REHOST_RETRIES", "many", "REHOST_UNMATCHED", "drop"))) {
      assertThat(sidecar.exitCode()).isEqualTo(2);
      assertThat(sidecar.lines())
          .containsExactly(
              "REHOST_UNMATCHED: \"drop\" (expected: pass, reject)",
              "REHOST_RETRIES: \"many\" (expected: a number from 0 to 10)");
    }
  }

  @Test
  void takenPortsAreSaidAllAtOnceAndExitWithTwo() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, LOOPBACK)) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      try (RunningProgram sidecar =
          start(Map.of("REHOST_LISTEN", address, "REHOST_UPSTREAM", "http://169.254.169.254"))) {
        assertThat(sidecar.exitCode()).isEqualTo(2);
        assertThat(sidecar.lines())
            .containsExactly(
                "REHOST_UPSTREAM: \"http://169.254.169.254:80\" (expected: an address that is"
                    + " neither link-local nor this proxy's own)",
                "REHOST_LISTEN: \""
                    + address
                    + "\" (expected: an address that is free here: address already in use)");
      }
    }
  }

  private RunningProgram start(Map<String, String> settings) throws IOException {
    Map<String, String> environment = new HashMap<>();
    environment.put("REHOST_LISTEN", "127.0.0.1:0");
    environment.put("REHOST_MANAGEMENT", "127.0.0.1:" + management);
    environment.put("REHOST_CONSOLE", "off");
    environment.put("REHOST_RULES_FILE", directory.resolve("rules.yaml").toString());
    environment.putAll(settings);
    return RunningProgram.start(environment, "proxy");
  }

  private static int port(RunningProgram sidecar) throws InterruptedException {
    return Integer.parseInt(
        sidecar.awaitLine("listening address=127\\.0\\.0\\.1:([0-9]+)").group(1));
  }

  private int health(String kind) throws IOException {
    return RawExchange.status(RawExchange.get(management, "localhost", "/health/" + kind));
  }

  private void writeRules(String host) throws IOException {
    String rules =
        """
        upstream: http://127.0.0.1:%d
        rules:
        - name: b1
          match: {hosts: [b1.example.com]}
          host: %s
        """
            .formatted(origin.getAddress().getPort(), host);
    Path next = Files.writeString(directory.resolve("next"), rules);
    Files.move(next, directory.resolve("rules.yaml"), StandardCopyOption.ATOMIC_MOVE);
  }

  private static void request(Socket client, String path) throws IOException {
    OutputStream out = client.getOutputStream();
    out.write(
        ("GET " + path + " HTTP/1.1\r\nHost: b1.example.com\r\n\r\n")
            .getBytes(StandardCharsets.ISO_8859_1));
  }

  private static void answer(String text, HttpExchange exchange) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}

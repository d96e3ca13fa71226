package io.rehost.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.rehost.cli.FreePort;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The image does its work: as process 1, with a root that can't be written to, with its cache. */
class RunImageIT {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  /** Without it a cache that doesn't fit is left aside in silence. */
  private static final Map<String, String> CACHE_OR_NOTHING =
      Map.of("JAVA_TOOL_OPTIONS", "-XX:AOTMode=on");

  @SuppressWarnings("NullAway.Init") // set before each test
  private HttpServer origin;

  @BeforeEach
  void startOrigin() throws IOException {
    origin = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 16);
    origin.createContext(
        "/",
        exchange -> {
          byte[] host =
              exchange.getRequestHeaders().getFirst("Host").getBytes(StandardCharsets.US_ASCII);
          exchange.sendResponseHeaders(200, host.length);
          exchange.getResponseBody().write(host);
          exchange.close();
        });
    origin.start();
  }

  @AfterEach
  void stopOrigin() {
    origin.stop(0);
  }

  @Test
  void itForwardsWithTheCacheAndExitsWithZero() throws Exception {
    int port = FreePort.find();
    Map<String, String> environment = new HashMap<>(CACHE_OR_NOTHING);
    environment.put("REHOST_LISTEN", "127.0.0.1:" + port);
    environment.put("REHOST_MANAGEMENT", "127.0.0.1:" + FreePort.find());
    environment.put("REHOST_CONSOLE", "off");
    environment.put("REHOST_UPSTREAM", "http://127.0.0.1:" + origin.getAddress().getPort());
    environment.put("REHOST_UPSTREAM_ALLOWED", "127.0.0.0/8");
    environment.put("REHOST_RULES_FILE", "/tmp/none.yaml");
    environment.put("REHOST_UNMATCHED", "pass");
    Path log = Files.createTempFile("image", ".log");
    Process process =
        UnpackedImage.program(environment, "proxy").redirectOutput(log.toFile()).start();
    try {
      rules(process, "rules: [{name: all, host: go.advent.2019.co.jp}]");
      await()
          .atMost(Duration.ofSeconds(60))
          .ignoreException(ConnectException.class) // does not listen yet
          .untilAsserted(() -> assertThat(get(port)).endsWith("\r\n\r\ngo.advent.2019.co.jp"));
      java(process).destroy(); // SIGTERM, to process 1 of its namespace

      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(Files.readString(log)).isZero();
      assertThat(Files.readString(log)).contains("listening").doesNotContain("[aot]");
    } finally {
      java(process).destroyForcibly();
      process.destroyForcibly();
    }
  }

  /** The file is written through the process's own root, where /tmp is a mount of its own. */
  private static void rules(Process process, String text) {
    await()
        .atMost(Duration.ofSeconds(60))
        .ignoreException(NoSuchFileException.class)
        .until(
            () -> {
              Path root = Path.of("/proc", Long.toString(java(process).pid()), "root");
              if (!Files.isDirectory(root.resolve("opt/rehost"))
                  || Files.isDirectory(root.resolve("etc/apt"))) {
                return false; // has not changed its root yet
              }
              Files.writeString(root.resolve("tmp/none.yaml"), text);
              return true;
            });
  }

  private static ProcessHandle java(Process process) {
    return process
        .toHandle()
        .descendants()
        .reduce((first, second) -> second)
        .orElse(process.toHandle());
  }

  @Test
  void commandsPrintWhatTheyFindAndExit() throws Exception {
    Process process = UnpackedImage.program(CACHE_OR_NOTHING, "check", "/none.yaml").start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(printed).contains("/none.yaml");
    assertThat(process.exitValue()).as(printed).isEqualTo(2);
  }

  @Test
  void whatTheEnvironmentSaysGoesBeforeTheOptionsOfTheImage() throws Exception {
    Process process =
        UnpackedImage.program(
                Map.of(
                    "JAVA_TOOL_OPTIONS",
                    "-XX:AOTMode=on -XX:MaxRAMPercentage=25 -XX:+PrintFlagsFinal"),
                "check",
                "/none.yaml")
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(printed)
        .containsPattern("MaxRAMPercentage +:?= 25\\.")
        .containsPattern("MinRAMPercentage +:?= 40\\.")
        .containsPattern("UseSerialGC +:?= true");
  }

  /** What makes the tests above worth something: a cache of other JARs is refused. */
  @Test
  void aCacheThatDoesNotFitIsRefused() throws Exception {
    Path jar = UnpackedImage.ROOT.resolve("opt/rehost/quarkus-run.jar");
    FileTime before = Files.getLastModifiedTime(jar);
    try {
      Files.setLastModifiedTime(jar, FileTime.fromMillis(before.toMillis() + 60_000));
      Process process = UnpackedImage.program(CACHE_OR_NOTHING, "check", "/none.yaml").start();
      String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(printed).contains("AOT cache");
      assertThat(process.exitValue()).isEqualTo(1);
    } finally {
      Files.setLastModifiedTime(jar, before);
    }
  }

  private static String get(int port) throws IOException {
    try (Socket socket = new Socket(LOOPBACK, port)) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write(
              "GET / HTTP/1.1\r\nHost: b1.example.com\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }
}

package io.rehost.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Debian's Prometheus as a process on loopback, which scrapes and evaluates once a second. */
final class PrometheusServer implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/bin/prometheus");
  private static final long STOP_SECONDS = 20;

  private final HttpClient client = HttpClient.newHttpClient();
  private final Path log;
  private final int port;
  private final Process process;

  /**
   * Starts it.
   *
   * @param directory for its files
   * @param settings of Prometheus, without intervals
   * @throws IOException if it isn't installed
   */
  PrometheusServer(Path directory, String settings) throws IOException {
    if (!Files.isExecutable(PROGRAM)) {
      throw new IOException(
          PROGRAM + ": not installed (expected: the Debian package; see make it)");
    }
    log = directory.resolve("prometheus.log");
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      port = socket.getLocalPort();
    }
    Path file = directory.resolve("prometheus.yml");
    Files.writeString(
        file,
        "global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}\n" + settings);
    process =
        new ProcessBuilder(
                PROGRAM.toString(),
                "--config.file=" + file,
                "--storage.tsdb.path=" + directory.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
  }

  /** Whether it answers yet; fails with its log if it has ended. */
  boolean isReady() throws IOException, InterruptedException {
    if (!process.isAlive()) {
      throw new IOException("Prometheus has ended:\n" + Files.readString(log));
    }
    try {
      return get("/-/ready").statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** The result of a query, as of now. */
  JsonNode query(String promql) throws IOException, InterruptedException {
    return data("/api/v1/query?query=" + URLEncoder.encode(promql, UTF_8)).path("result");
  }

  /** The alerts that are pending or firing. */
  JsonNode alerts() throws IOException, InterruptedException {
    return data("/api/v1/alerts").path("alerts");
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private JsonNode data(String path) throws IOException, InterruptedException {
    HttpResponse<String> response = get(path);
    if (response.statusCode() != 200) {
      throw new IOException(path + ": " + response.statusCode() + " " + response.body());
    }
    return new ObjectMapper().readTree(response.body()).path("data");
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }
}

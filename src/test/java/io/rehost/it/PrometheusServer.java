package io.rehost.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Debian's Prometheus on loopback, which scrapes and evaluates once a second. */
final class PrometheusServer implements AutoCloseable {
  private static final String PROGRAM = "/usr/bin/prometheus";
  private static final String INTERVALS =
      "global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}\n";

  private final HttpClient client = HttpClient.newHttpClient();
  private final ServerProcess process;

  private PrometheusServer(ServerProcess process) {
    this.process = process;
  }

  /**
   * Starts it.
   *
   * @param settings of Prometheus, without intervals
   */
  static PrometheusServer start(String settings) throws IOException {
    ServerDirectory directory = ServerDirectory.create("prometheus", Map.of());
    Path file = directory.configure("prometheus.yml", INTERVALS + settings);
    return new PrometheusServer(
        ServerProcess.start(
            directory,
            List.of(
                PROGRAM,
                "--config.file=" + file,
                "--storage.tsdb.path=" + directory.path().resolve("data"),
                "--web.listen-address=127.0.0.1:" + directory.address().getPort())));
  }

  /** Whether it answers queries yet. */
  boolean isReady() throws IOException, InterruptedException {
    return get("/-/ready").statusCode() == 200;
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
    process.close();
  }

  private JsonNode data(String path) throws IOException, InterruptedException {
    HttpResponse<String> response = get(path);
    if (response.statusCode() != 200) {
      throw new IOException(path + ": " + response.statusCode() + " " + response.body());
    }
    return new ObjectMapper().readTree(response.body()).path("data");
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + process.address().getPort() + path);
    return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }
}

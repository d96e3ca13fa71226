package io.rehost.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the packaged sidecar tells of its exchanges: contract section 7. */
class ObservabilityIT {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @SuppressWarnings("NullAway.Init") // JUnit sets it
  @TempDir
  private Path directory;

  @SuppressWarnings("NullAway.Init") // set before each test
  private HttpServer origin;

  private int management;

  @BeforeEach
  void startOrigin() throws IOException {
    origin = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 16);
    origin.createContext(
        "/",
        exchange -> {
          int status = exchange.getRequestURI().getPath().startsWith("/broken") ? 503 : 200;
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    origin.start();
    try (ServerSocket socket = new ServerSocket(0, 1, LOOPBACK)) {
      management = socket.getLocalPort();
    }
    Files.writeString(
        directory.resolve("rules.yaml"),
        """
        upstream: http://127.0.0.1:%d
        rules:
        - name: b1
          match: {hosts: [b1.example.com]}
          host: go.advent.2019.co.jp
        - name: closed
          match: {hosts: [closed.example.com]}
          upstream: http://127.0.0.1:9
        """
            .formatted(origin.getAddress().getPort()));
  }

  @AfterEach
  void stopOrigin() {
    origin.stop(0);
  }

  @Test
  @DisplayName("Access log: the keys of the contract, JSON lines on stdout")
  void everyExchangeIsALineOfJson() throws Exception {
    try (RunningProgram sidecar =
        RunningProgram.start(settings(Map.of("REHOST_ACCESS_LOG", "all", "DEBUG", "1")), "proxy")) {
      int port = port(sidecar);
      assertThat(get(port, "B1.example.com", "/img/a.png?token=1")).isEqualTo(200);
      assertThat(get(port, "closed.example.com", "/")).isEqualTo(502);
      assertThat(get(port, "bad host", "/")).isEqualTo(400);
      sidecar.terminate();
      assertThat(sidecar.exitCode()).isZero();

      List<Map<String, String>> lines = accessLog(sidecar, 3);
      assertThat(lines.getFirst())
          .containsEntry("method", "GET")
          .containsEntry("path", "/img/a.png")
          .containsEntry("clientHost", "B1.example.com")
          .containsEntry("sentHost", "go.advent.2019.co.jp")
          .containsEntry("rule", "b1")
          .containsEntry("upstream", "127.0.0.1:" + origin.getAddress().getPort())
          .containsEntry("serverName", "null")
          .containsEntry("protocol", "http1")
          .containsEntry("upstreamProtocol", "http1")
          .containsEntry("status", "200")
          .containsEntry("error", "null");
      assertThat(lines.get(1))
          .containsEntry("rule", "closed")
          .containsEntry("upstream", "null")
          .containsEntry("error", "connection_refused");
      assertThat(lines.get(2))
          .containsEntry("path", "null")
          .containsEntry("error", "http_request_error");
    }
  }

  @Test
  @DisplayName("REHOST_ACCESS_LOG: errors is the default")
  void withoutASettingOnlyFailuresHaveALine() throws Exception {
    try (RunningProgram sidecar = RunningProgram.start(settings(Map.of()), "proxy")) {
      int port = port(sidecar);
      assertThat(get(port, "b1.example.com", "/good")).isEqualTo(200);
      assertThat(get(port, "b1.example.com", "/broken")).isEqualTo(503);
      assertThat(get(port, "closed.example.com", "/")).isEqualTo(502);
      sidecar.terminate();
      assertThat(sidecar.exitCode()).isZero();

      assertThat(accessLog(sidecar, 2))
          .extracting(line -> line.get("status"))
          .containsExactly("503", "502");
    }
  }

  @Test
  void offMeansNoLine() throws Exception {
    try (RunningProgram sidecar =
        RunningProgram.start(settings(Map.of("REHOST_ACCESS_LOG", "off")), "proxy")) {
      int port = port(sidecar);
      assertThat(get(port, "closed.example.com", "/")).isEqualTo(502);
      assertThat(metrics()).doesNotContain("rehost_access_log_dropped_total");
      sidecar.terminate();
      assertThat(sidecar.exitCode()).isZero();

      assertThat(sidecar.lines()).noneMatch(line -> line.startsWith("{"));
    }
  }

  @Test
  @DisplayName("Metrics: the names and labels of the contract, as Prometheus reads them")
  void metricsHaveTheNamesOfTheContract() throws Exception {
    try (RunningProgram sidecar = RunningProgram.start(settings(Map.of()), "proxy")) {
      int port = port(sidecar);
      get(port, "b1.example.com", "/");
      get(port, "closed.example.com", "/");

      String text = metrics();

      for (String line :
          List.of(
              "# TYPE http_server_request_duration_seconds histogram",
              "http_server_request_duration_seconds_bucket{status_class=\"2xx\",protocol=\"http1\",le=\"+Inf\"} 1.0",
              "http_server_request_duration_seconds_count{status_class=\"2xx\",protocol=\"http1\"} 1.0",
              "http_server_request_duration_seconds_count{status_class=\"5xx\",protocol=\"http1\"} 1.0",
              "# TYPE http_client_request_duration_seconds histogram",
              "http_client_request_duration_seconds_count{status_class=\"2xx\",protocol=\"http1\"} 1.0",
              "rehost_rule_requests_total{rule=\"b1\",status_class=\"2xx\"} 1.0",
              "rehost_rule_requests_total{rule=\"closed\",status_class=\"5xx\"} 1.0",
              "rehost_rules_active 2.0",
              "rehost_rules_rejected_total 0.0",
              "rehost_upstream_connections{state=\"connecting\"} 0.0",
              "rehost_upstream_connect_failures_total{reason=\"connection_refused\"} 2.0",
              "rehost_retries_total 1.0",
              "rehost_access_log_dropped_total 0.0")) {
        assertThat(text.lines()).contains(line);
      }
      assertThat(text)
          .containsPattern("rehost_rules_info\\{hash=\"[0-9a-f]{12}\"} 1.0")
          .containsPattern("rehost_upstream_connections\\{state=\"(idle|active)\"} ")
          .containsPattern("(?m)^rehost_downstream_connections ");
    }
  }

  @Test
  void aStdoutThatNobodyReadsStopsNoRequestAndNotTheEnd() throws Exception {
    Map<String, String> settings = settings(Map.of("REHOST_ACCESS_LOG", "all"));
    try (RunningProgram sidecar = RunningProgram.startUnread(settings, "proxy")) {
      int port = port(sidecar);
      String path = "/" + "x".repeat(24 * 1024);
      for (int i = 0; i < 100; i++) {
        assertThat(get(port, "b1.example.com", path)).isEqualTo(200);
      }

      await().atMost(PATIENCE).until(() -> dropped() > 0);
      sidecar.awaitLine("access log lines dropped");
      assertThat(get(port, "b1.example.com", "/")).isEqualTo(200);
      sidecar.terminate();
      assertThat(sidecar.exitCode()).isZero();
    }
  }

  @Test
  @DisplayName("REHOST_MASK: field names (globs) masked in every head shown")
  void credentialsAreMaskedInEveryHeadShown() throws Exception {
    try (RunningProgram sidecar =
        RunningProgram.start(
            settings(Map.of("REHOST_DEBUG", "true", "REHOST_MASK", "x-mine-*")), "proxy")) {
      int port = port(sidecar);
      RawExchange.get(
          port,
          "b1.example.com\r\nAuthorization: geheim1\r\nProxy-Authorization: geheim2\r\n"
              + "Cookie: geheim3\r\nSet-Cookie: geheim4\r\nX-Api-Key: geheim5\r\n"
              + "X-Auth-Token: geheim6\r\nX-A-Secret: geheim7\r\nX-Mine-A: geheim8\r\n"
              + "X-Plain: shown",
          "/");
      sidecar.terminate();
      assertThat(sidecar.exitCode()).isZero();
      sidecar.awaitLine("X-Plain: shown");

      assertThat(sidecar.lines())
          .contains("Authorization: ***", "X-Mine-A: ***", "X-A-Secret: ***")
          .noneMatch(line -> line.contains("geheim"));
    }
  }

  private Map<String, String> settings(Map<String, String> more) {
    Map<String, String> environment = new HashMap<>();
    environment.put("REHOST_LISTEN", "127.0.0.1:0");
    environment.put("REHOST_MANAGEMENT", "127.0.0.1:" + management);
    environment.put("REHOST_CONSOLE", "off");
    environment.put("REHOST_WORKERS", "1"); // lines keep the order of one event loop
    environment.put("REHOST_RULES_FILE", directory.resolve("rules.yaml").toString());
    environment.putAll(more);
    return environment;
  }

  private static int port(RunningProgram sidecar) throws InterruptedException {
    String port = sidecar.awaitLine("listening address=127\\.0\\.0\\.1:([0-9]+)").group(1);
    sidecar.awaitLine("rules in force");
    return Integer.parseInt(port);
  }

  private static int get(int port, String host, String path) throws IOException {
    return RawExchange.status(RawExchange.get(port, host, path));
  }

  private String metrics() throws IOException {
    return RawExchange.get(management, "localhost", "/metrics");
  }

  private double dropped() throws IOException {
    Matcher metric =
        Pattern.compile("(?m)^rehost_access_log_dropped_total ([0-9.E]+)").matcher(metrics());
    return metric.find() ? Double.parseDouble(metric.group(1)) : -1;
  }

  /** The lines of JSON, each with exactly the keys of the contract. */
  private static List<Map<String, String>> accessLog(RunningProgram sidecar, int count) {
    await()
        .atMost(PATIENCE)
        .until(() -> sidecar.lines().stream().filter(it -> it.startsWith("{")).count() >= count);
    List<Map<String, String>> lines =
        sidecar.lines().stream()
            .filter(line -> line.startsWith("{"))
            .map(AccessLogLine::read)
            .toList();
    assertThat(lines).hasSize(count);
    assertThat(lines)
        .allSatisfy(
            line ->
                assertThat(line.keySet())
                    .containsExactly(
                        "time",
                        "client",
                        "method",
                        "path",
                        "clientHost",
                        "sentHost",
                        "rule",
                        "upstream",
                        "serverName",
                        "protocol",
                        "upstreamProtocol",
                        "reused",
                        "status",
                        "error",
                        "bytesIn",
                        "bytesOut",
                        "durationMs",
                        "upstreamMs"));
    return lines;
  }
}

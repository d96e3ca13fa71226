package io.rehost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contract 7, traces: the packaged program before a receiver of OTLP. */
class TracesIT {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String PARENT = "b7ad6b7169203331";
  private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";
  private static final String OPENTELEMETRY = "io.opentelemetry.";

  private final Queue<String> traceparents = new ConcurrentLinkedQueue<>();
  private final Path directory;

  @SuppressWarnings("NullAway.Init") // set before each test
  private HttpServer origin;

  TracesIT(@TempDir Path directory) {
    this.directory = directory;
  }

  @BeforeEach
  void startOrigin() throws IOException {
    origin = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 0);
    origin.createContext(
        "/",
        exchange -> {
          traceparents.add(String.valueOf(exchange.getRequestHeaders().getFirst("traceparent")));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    origin.start();
    Files.writeString(
        directory.resolve("rules.yaml"),
        "upstream: http://127.0.0.1:%d\nrules: [{name: site, host: go.advent.2019.co.jp}]\n"
            .formatted(origin.getAddress().getPort()));
  }

  @AfterEach
  void stopOrigin() {
    origin.stop(0);
  }

  @Test
  @DisplayName("server.address = the override host, network.peer.address = the fixed IP")
  void aRequestIsAServersAndAClientsSpanOfItsTrace() throws Exception {
    try (OtlpReceiver receiver = new OtlpReceiver(0);
        RunningProgram sidecar =
            start(
                Map.of(
                    ENDPOINT,
                    "http://127.0.0.1:" + receiver.port(),
                    "OTEL_EXPORTER_OTLP_HEADERS",
                    "api-key=geheim",
                    "OTEL_SERVICE_NAME",
                    "shop",
                    "OTEL_BSP_SCHEDULE_DELAY",
                    "50"))) {
      assertThat(get(port(sidecar), "/a?b=geheim")).isEqualTo(200);

      List<Span> spans = receiver.await(2);
      Span client = spans.getFirst();
      Span server = spans.getLast();
      assertThat(server.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
      assertThat(hex(server.getParentSpanId())).isEqualTo(PARENT);
      assertThat(client.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_CLIENT);
      assertThat(client.getParentSpanId()).isEqualTo(server.getSpanId());
      assertThat(traceparents)
          .containsExactly("00-" + TRACE + "-" + hex(client.getSpanId()) + "-01");
      assertThat(OtlpReceiver.attributes(client.getAttributesList()))
          .containsEntry("server.address", "go.advent.2019.co.jp")
          .containsEntry("network.peer.address", "127.0.0.1")
          .containsEntry("network.peer.port", Integer.toString(origin.getAddress().getPort()))
          .containsEntry("http.request.method", "GET")
          .containsEntry("http.response.status_code", "200")
          .containsEntry("rehost.rule", "site");
      assertThat(OtlpReceiver.attributes(server.getAttributesList()))
          .containsEntry("server.address", "b1.example.com")
          .containsEntry("url.query", "b=***");
      assertThat(receiver.resource()).containsEntry("service.name", "shop");
      assertThat(receiver.fields.element().getFirst("Api-key")).isEqualTo("geheim");
      assertThat(receiver.fields.element().getFirst("Content-type"))
          .isEqualTo("application/x-protobuf");
      assertThat(spans.toString()).doesNotContain("geheim");
      assertThat(sidecar.lines()).noneMatch(it -> it.contains("geheim") || it.contains("WARN"));
    }
  }

  @Test
  void whatIsWaitingIsSentAtTheEnd() throws Exception {
    try (OtlpReceiver receiver = new OtlpReceiver(0);
        RunningProgram sidecar =
            start(
                Map.of(
                    "QUARKUS_" + ENDPOINT,
                    "http://127.0.0.1:" + receiver.port(),
                    "OTEL_BSP_SCHEDULE_DELAY",
                    "600000"))) {
      assertThat(get(port(sidecar), "/")).isEqualTo(200);
      assertThat(receiver.spans()).isEmpty();
      sidecar.terminate();

      assertThat(sidecar.exitCode()).isZero();
      assertThat(receiver.spans()).hasSize(2);
    }
  }

  @Test
  void aReceiverThatIsAwayIsSaidOnceAndHoldsUpNobody() throws Exception {
    int away;
    try (ServerSocket socket = new ServerSocket(0, 1, LOOPBACK)) {
      away = socket.getLocalPort();
    }
    try (RunningProgram sidecar =
        start(
            Map.of(
                ENDPOINT,
                "http://127.0.0.1:" + away,
                "OTEL_BSP_SCHEDULE_DELAY",
                "50",
                "OTEL_BSP_MAX_QUEUE_SIZE",
                "4",
                "OTEL_EXPORTER_OTLP_TIMEOUT",
                "500"))) {
      int port = port(sidecar);
      for (int i = 0; i < 50; i++) {
        assertThat(get(port, "/")).isEqualTo(200);
      }
      sidecar.awaitLine("traces can't be exported endpoint=http://127.0.0.1:" + away);
      try (OtlpReceiver receiver = new OtlpReceiver(away)) {
        while (receiver.spans().isEmpty()) {
          assertThat(get(port, "/")).isEqualTo(200);
        }
        sidecar.awaitLine("traces are exported again .* lost=[1-9]");
      }
      assertThat(sidecar.lines()).filteredOn(it -> it.contains("can't be exported")).hasSize(1);
      assertThat(sidecar.lines()).noneMatch(it -> it.contains(OPENTELEMETRY));
    }
  }

  @Test
  void aWrongVariableIsSaidAndHoldsUpNobody() throws Exception {
    Map<String, String> grpc =
        Map.of(ENDPOINT, "http://127.0.0.1:9", "OTEL_EXPORTER_OTLP_PROTOCOL", "grpc");
    try (RunningProgram sidecar = start(grpc)) {
      sidecar.awaitLine(
          "traces are off: OTEL_EXPORTER_OTLP_PROTOCOL: \"grpc\" \\(expected: http/protobuf");
      assertThat(get(port(sidecar), "/")).isEqualTo(200);
      assertThat(traceparents).containsExactly("00-" + TRACE + "-" + PARENT + "-01");
    }
  }

  @Test
  void withoutAnEndpointNoClassOfOpenTelemetryIsLoaded() throws Exception {
    assertThat(classesLoaded(Map.of())).noneMatch(it -> it.contains(OPENTELEMETRY));
    assertThat(traceparents).containsExactly("00-" + TRACE + "-" + PARENT + "-01");
    assertThat(classesLoaded(Map.of(ENDPOINT, "http://127.0.0.1:9")))
        .as("what is looked for is there to be found")
        .anyMatch(it -> it.contains(OPENTELEMETRY));
  }

  private List<String> classesLoaded(Map<String, String> more) throws Exception {
    Path file = directory.resolve("classes.txt");
    Map<String, String> environment = new HashMap<>(more);
    environment.put("JAVA_TOOL_OPTIONS", "-Xlog:class+load:file=" + file);
    try (RunningProgram sidecar = start(environment)) {
      assertThat(get(port(sidecar), "/")).isEqualTo(200);
      sidecar.terminate();
      assertThat(sidecar.exitCode()).isZero();
    }
    List<String> lines = Files.readAllLines(file);
    assertThat(lines).anyMatch(it -> it.contains("io.rehost.proxy.Exchange "));
    return lines;
  }

  private RunningProgram start(Map<String, String> more) throws IOException {
    Map<String, String> environment = new HashMap<>();
    environment.put("REHOST_LISTEN", "127.0.0.1:0");
    environment.put("REHOST_MANAGEMENT", "127.0.0.1:0");
    environment.put("REHOST_RULES_FILE", directory.resolve("rules.yaml").toString());
    environment.putAll(more);
    return RunningProgram.start(environment, "proxy");
  }

  private static int port(RunningProgram sidecar) throws InterruptedException {
    String port = sidecar.awaitLine("listening address=127\\.0\\.0\\.1:([0-9]+)").group(1);
    sidecar.awaitLine("rules in force");
    return Integer.parseInt(port);
  }

  private static int get(int port, String path) throws IOException {
    return RawExchange.status(
        RawExchange.get(
            port, "b1.example.com\r\ntraceparent: 00-" + TRACE + "-" + PARENT + "-01", path));
  }

  private static String hex(ByteString id) {
    return HexFormat.of().formatHex(id.toByteArray());
  }
}

package io.rehost.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import io.rehost.observe.AccessLog;
import io.rehost.observe.AccessLogWriter;
import io.rehost.observe.DebugOutput;
import io.rehost.observe.ExchangeMetrics;
import io.rehost.rule.FieldMask;
import io.rehost.rule.Rule;
import java.io.ByteArrayOutputStream;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What rules edit and what is told of exchanges is the same over HTTP/2 and gRPC, by the same code:
 * contract 3 (headers), 4.5 and 7.
 */
class GrpcRulesIT {
  private static final int LOOPS = TestProxy.SETTINGS.workers();

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path dir;

  /** Calls once, with metadata; returns what the response's head held. */
  private static Metadata call(GrpcScene scene, Map<String, String> metadata) {
    Metadata sent = new Metadata();
    metadata.forEach((name, value) -> sent.put(GrpcScene.ascii(name), value));
    AtomicReference<Metadata> head = new AtomicReference<>();
    var channel =
        ClientInterceptors.intercept(
            scene.channel,
            MetadataUtils.newAttachHeadersInterceptor(sent),
            MetadataUtils.newCaptureMetadataInterceptor(head, new AtomicReference<>()));
    ClientCalls.blockingUnaryCall(channel, GrpcScene.UNARY, CallOptions.DEFAULT, "x");
    return requireNonNull(head.get());
  }

  private static UnaryOperator<Rule> editing(Rule.FieldEdits sent, Rule.FieldEdits returned) {
    return rule -> TestProxy.edited(rule, Rule.Request.DEFAULT, sent, returned);
  }

  @ParameterizedTest(name = "TLS: {0}")
  @ValueSource(booleans = {false, true})
  @DisplayName("requestHeaders, responseHeaders: removed, set and added")
  void metadataIsEditedBothWays(boolean secure) throws Exception {
    UnaryOperator<Rule> edits =
        editing(
            new Rule.FieldEdits(
                Map.of("echo-set", "by the rule"), Map.of(), List.of("echo-secret")),
            new Rule.FieldEdits(Map.of("said", "by the rule"), Map.of(), List.of("internal")));
    try (GrpcScene scene = new GrpcScene(secure, dir, edits, ExchangeListener.NONE)) {
      Metadata head =
          call(
              scene,
              Map.of(
                  "echo-set", "by the client",
                  "echo-secret", "x",
                  "echo-internal", "x",
                  "echo-kept", "kept"));

      assertThat(head.getAll(GrpcScene.ascii("set"))).containsExactly("by the rule");
      assertThat(head.get(GrpcScene.ascii("said"))).isEqualTo("by the rule");
      assertThat(head.get(GrpcScene.ascii("kept"))).isEqualTo("kept");
      assertThat(head.keys()).doesNotContain("secret", "internal");
    }
  }

  @ParameterizedTest(name = "TLS: {0}")
  @CsvSource({
    "false, http://b.test/x, http://a.test/x",
    "true, https://b.test/x, https://a.test/x",
    "true, https://elsewhere.test/x, https://elsewhere.test/x"
  })
  @DisplayName("4.5: a Location that names the override names the client's host again")
  void locationIsMappedBack(boolean secure, String said, String mapped) throws Exception {
    try (GrpcScene scene = new GrpcScene(secure, dir)) {
      Metadata head = call(scene, Map.of("echo-location", said));

      assertThat(head.get(GrpcScene.ascii("location"))).isEqualTo(mapped);
    }
  }

  @ParameterizedTest(name = "TLS: {0}")
  @CsvSource({"false, null, h2c", "true, \"b.test\", h2"})
  @DisplayName("7: the access log and the metrics of a call")
  void aCallIsALineAndIsCounted(boolean secure, String serverName, String protocol)
      throws Exception {
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    CollectorRegistry registry = new CollectorRegistry();
    ExchangeMetrics metrics = new ExchangeMetrics(LOOPS);
    metrics.register(registry);
    AccessLogWriter writer = AccessLogWriter.start(LOOPS, log, said -> {});
    ExchangeListener both = ExchangeListener.both(AccessLog.ofAll(writer), metrics);
    try (GrpcScene scene = new GrpcScene(secure, dir, UnaryOperator.identity(), both)) {
      call(scene, Map.of());
    }
    writer.close();

    assertThat(log.toString(UTF_8))
        .hasLineCount(1)
        .contains("\"method\":\"POST\",\"path\":\"/test.Words/Unary\"")
        .contains("\"clientHost\":\"a.test\",\"sentHost\":\"b.test\",\"rule\":\"all\"")
        .contains("\"serverName\":" + serverName + ",")
        .contains("\"protocol\":\"%1$s\",\"upstreamProtocol\":\"%1$s\"".formatted(protocol))
        .contains("\"status\":200,\"error\":null");
    assertThat(text(registry))
        .contains(
            "http_server_request_duration_seconds_count{status_class=\"2xx\",protocol=\""
                + protocol
                + "\",} 1.0",
            "http_client_request_duration_seconds_count{status_class=\"2xx\",protocol=\""
                + protocol
                + "\",} 1.0",
            "rehost_rule_requests_total{rule=\"all\",status_class=\"2xx\",} 1.0");
  }

  private static String text(CollectorRegistry registry) throws Exception {
    StringWriter text = new StringWriter();
    TextFormat.write004(text, registry.metricFamilySamples());
    return text.toString();
  }

  @Test
  @DisplayName("2, REHOST_DEBUG: the head as sent, Authorization and Cookie masked")
  void credentialsAreMaskedInTheHeadThatIsShown() throws Exception {
    List<String> shown = new CopyOnWriteArrayList<>();
    DebugOutput debug = new DebugOutput(FieldMask.DEFAULT, Runnable::run, shown::add);
    try (GrpcScene scene = new GrpcScene(false, dir, UnaryOperator.identity(), debug)) {
      call(scene, Map.of("authorization", "geheim", "my-api-key", "geheim", "plain", "shown"));
    }

    assertThat(String.join("", shown))
        .contains("b.test", "authorization: ***", "my-api-key: ***", "plain: shown")
        .doesNotContain("geheim");
  }
}

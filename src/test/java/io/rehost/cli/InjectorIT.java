package io.rehost.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.rehost.certificates.TestAuthority;
import io.rehost.injector.cluster.ApiServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged injector from start to exit code, with a mock API server: contract section 6. */
class InjectorIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String ASKS =
      "\"rehost.io/inject\":\"true\",\"rehost.io/rules\":\"shop-rules\"";

  private final ApiServer api = new ApiServer();
  private final KubernetesClient editor = api.editor();

  @SuppressWarnings("NullAway.Init") // JUnit sets it
  @TempDir
  private Path directory;

  @SuppressWarnings("NullAway.Init") // set before each test
  private InjectorScene scene;

  @BeforeEach
  void prepare() throws IOException {
    scene = new InjectorScene(editor);
    scene.createWebhookConfigurations();
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void itMakesItsCertificateInjectsGrantsShowsTheFleetAndExitsWithZero() throws Exception {
    try (RunningProgram injector = scene.start(Map.of())) {
      await().atMost(PATIENCE).until(() -> !scene.caBundle().isEmpty());
      await().atMost(PATIENCE).until(() -> scene.health("ready") == 200);
      assertThat(scene.health("started")).isEqualTo(200);
      assertThat(scene.health("live")).isEqualTo(200);

      String answer = scene.review("/inject", scene.pod(ASKS), scene.caBundle());
      assertThat(answer)
          .startsWith("HTTP/1.1 200 ")
          .contains("\"allowed\":true", "\"patchType\":\"JSONPatch\"");
      assertThat(
              scene.review("/inject", scene.pod("\"rehost.io/inject\":\"yes\""), scene.caBundle()))
          .contains("\"allowed\":false", "rehost can't be injected: ");

      editor.configMaps().inNamespace("shop").resource(rules("rules: []")).create();
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                assertThat(editor.rbac().roles().inNamespace("shop").list().getItems())
                    .singleElement()
                    .satisfies(
                        role ->
                            assertThat(role.getRules())
                                .anySatisfy(
                                    rule ->
                                        assertThat(rule.getResourceNames())
                                            .containsExactly("shop-rules")));
                assertThat(editor.rbac().roleBindings().inNamespace("shop").list().getItems())
                    .hasSize(1);
              });

      assertThat(scene.metrics())
          .contains(
              "\nrehost_injector_leader 1.0\n",
              "\nrehost_webhook_requests_in_flight 0.0\n",
              "\nrehost_webhook_requests_total{result=\"allowed\",webhook=\"inject\"} 1.0\n",
              "\nrehost_webhook_requests_total{result=\"denied\",webhook=\"inject\"} 1.0\n",
              "\nrehost_webhook_requests_total{result=\"late\",webhook=\"validate\"} 0.0\n",
              "\nrehost_webhook_request_duration_seconds_count{webhook=\"inject\"} 2.0\n",
              "rehost_webhook_request_duration_seconds_bucket{webhook=\"inject\",le=\"10.0\"} 2")
          .containsPattern("\nrehost_webhook_certificate_expiry_timestamp_seconds 1\\.[0-9]+E9\n");

      assertThat(scene.fleet("localhost:1")).contains("200 ", "application/json");
      assertThat(scene.fleet("attacker.test")).contains("403 ").doesNotContain("\"pods\"");

      injector.terminate();
      injector.awaitLine("draining");
      assertThat(injector.exitCode()).isZero();
    }
  }

  @Test
  void capturedHostsAreReadFromTheApiServer() throws Exception {
    String captures = ASKS + ",\"rehost.io/capture\":\"hosts\"";
    try (RunningProgram injector = scene.start(Map.of())) {
      await().atMost(PATIENCE).until(() -> scene.health("ready") == 200);
      await().atMost(PATIENCE).until(() -> !scene.caBundle().isEmpty());
      assertThat(scene.review("/inject", scene.pod(captures), scene.caBundle()))
          .contains("\"allowed\":false", "that is there already, in namespace shop");
      String document =
          """
          upstream: http://10.0.0.12
          rules:
          - {name: a, match: {hosts: [b1.example.com]}, host: go.test}
          """;
      editor.configMaps().inNamespace("shop").resource(rules(document)).create();
      assertThat(scene.review("/inject", scene.pod(captures), scene.caBundle()))
          .contains("\"allowed\":true", "\"patch\":");
      assertThat(injector.lines()).noneMatch(line -> line.contains("ERROR"));
    }
  }

  @Test
  void aGivenCertificateIsReloadedAndItsCaTrustedByTheConfigurations() throws Exception {
    TestAuthority first = new TestAuthority();
    TestAuthority second = new TestAuthority();
    Path ca = first.caFile(directory.resolve("ca.crt"));
    write(first);
    try (RunningProgram injector =
        scene.start(
            Map.of(
                "REHOST_WEBHOOK_CERTIFICATES", "files",
                "REHOST_TLS_CERTIFICATE", directory.resolve("tls.crt").toString(),
                "REHOST_TLS_KEY", directory.resolve("tls.key").toString(),
                "REHOST_WEBHOOK_CA", ca.toString()))) {
      String expected = Files.readString(ca);
      await().atMost(PATIENCE).until(() -> scene.caBundle().equals(expected));
      assertThat(scene.review("/inject", scene.pod(ASKS), expected)).startsWith("HTTP/1.1 200 ");
      write(second);
      String next = Files.readString(second.caFile(directory.resolve("next.crt")));
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .until(() -> scene.review("/inject", scene.pod(ASKS), next).startsWith("HTTP/1.1 200 "));
      injector.terminate();
      assertThat(injector.exitCode()).isZero();
    }
  }

  private void write(TestAuthority authority) throws IOException {
    TestAuthority.Issued issued = authority.issue(InjectorScene.SERVICE_NAME);
    issued.keyFile(directory.resolve("tls.key"));
    issued.certificateFile(directory.resolve("tls.crt"));
  }

  @Test
  void withWarningsAskedForAPodThatCanNotBeInjectedIsAdmittedAndItsOwnerTold() throws Exception {
    try (RunningProgram injector = scene.start(Map.of("REHOST_INJECT_REFUSAL", "warn"))) {
      await().atMost(PATIENCE).until(() -> !scene.caBundle().isEmpty());
      await().atMost(PATIENCE).until(() -> scene.health("ready") == 200);
      assertThat(
              scene.review("/inject", scene.pod("\"rehost.io/inject\":\"yes\""), scene.caBundle()))
          .contains("\"allowed\":true", "\"warnings\":[\"rehost is not injected: ");
      injector.awaitLine("pod admitted without sidecar namespace=shop .*ReplicaSet/shop-6d8f");
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(editor.v1().events().inNamespace("shop").list().getItems())
                      .extracting(Event::getReason)
                      .contains("InjectionSkipped"));
    }
  }

  @Test
  void sidecarsGetTheVariablesOfTracesThatItIsGiven() throws Exception {
    try (RunningProgram injector =
        scene.start(
            Map.of(
                "REHOST_INJECT_OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector.test:4318",
                "REHOST_INJECT_OTEL_EXPORTER_OTLP_HEADERS", "x-tenant=a=b,x-team=c"))) {
      await().atMost(PATIENCE).until(() -> !scene.caBundle().isEmpty());
      await().atMost(PATIENCE).until(() -> scene.health("ready") == 200);

      String answer = scene.review("/inject", scene.pod(ASKS), scene.caBundle());

      String patch = answer.substring(answer.indexOf("\"patch\":\"") + 9);
      byte[] decoded = Base64.getDecoder().decode(patch.substring(0, patch.indexOf('"')));
      assertThat(new String(decoded, StandardCharsets.UTF_8))
          .contains(
              "\"name\":\"OTEL_EXPORTER_OTLP_ENDPOINT\",\"value\":\"http://collector.test:4318\"",
              "\"name\":\"OTEL_EXPORTER_OTLP_HEADERS\",\"value\":\"x-tenant=a=b,x-team=c\"",
              "k8s.pod.name=$(OTEL_RESOURCE_ATTRIBUTES_POD_NAME)");
      injector.terminate();
      assertThat(injector.exitCode()).isZero();
    }
  }

  @Test
  void whatIsWrongIsSaidAllAtOnceAndExitsWithTwo() throws Exception {
    try (RunningProgram injector =
        scene.start(
            Map.of(
                "REHOST_INJECT_REFUSAL", "no",
                "REHOST_WEBHOOK_CERTIFICATES", "files",
                "REHOST_INJECT_CPU_REQUEST", "x",
                "REHOST_INJECT_OTEL_EXPORTER_OTLP_ENDPOINT", "c:4318",
                "REHOST_INJECT_OTEL_EXPORTER_OTLP_HEADERS", "secret"))) {
      assertThat(injector.exitCode()).isEqualTo(2);
      assertThat(injector.lines())
          .containsExactlyInAnyOrder(
              "REHOST_INJECT_REFUSAL: \"no\" (expected: deny, warn)",
              "REHOST_TLS_CERTIFICATE: missing (expected: a PEM file's path, because"
                  + " REHOST_WEBHOOK_CERTIFICATES is files)",
              "REHOST_TLS_KEY: missing (expected: a PEM file's path, because"
                  + " REHOST_WEBHOOK_CERTIFICATES is files)",
              "REHOST_INJECT_CPU_REQUEST: \"x\" (expected: a Kubernetes quantity above zero, such"
                  + " as 50m or 128Mi)",
              "REHOST_INJECT_OTEL_EXPORTER_OTLP_ENDPOINT: \"c:4318\" (expected: a URL such as"
                  + " http://collector:4318)",
              "REHOST_INJECT_OTEL_EXPORTER_OTLP_HEADERS: \"***\" (expected:"
                  + " name=value,name=value)");
    }
  }

  private static io.fabric8.kubernetes.api.model.ConfigMap rules(String document) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName("shop-rules")
        .withNamespace("shop")
        .addToLabels("rehost.io/rules", "true")
        .endMetadata()
        .addToData("rules.yaml", document)
        .build();
  }
}

package io.rehost.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The Deployment of the injector: what the values do to it. */
class ChartInjectorTest {
  private static JsonNode pod(String values) {
    return Chart.render(values).one("Deployment", "rehost-injector").at("/spec/template/spec");
  }

  private static Map<String, String> environment(String values) {
    return Environment.of(pod(values).at("/containers/0"));
  }

  private static String version() throws IOException {
    try (InputStream file = ChartInjectorTest.class.getResourceAsStream("../cli/version.txt")) {
      return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8)
          .strip();
    }
  }

  /** "Injector: 2 replicas, PodDisruptionBudget". */
  @Test
  void thereAreTwoReplicasOfWhichADrainTakesOne() {
    Rendered rendered = Chart.render("");
    assertThat(rendered.one("Deployment", "rehost-injector").at("/spec/replicas").asInt())
        .isEqualTo(2);
    assertThat(
            rendered
                .one("PodDisruptionBudget", "rehost-injector")
                .at("/spec/maxUnavailable")
                .asInt())
        .isEqualTo(1);
    assertThat(pod("").path("topologySpreadConstraints")).hasSize(2);
    assertThat(Chart.render("injector: {podDisruptionBudget: {enabled: false}}").text())
        .doesNotContain("PodDisruptionBudget");
  }

  /** "One program, one image, the mode is the first argument." */
  @Test
  void itRunsTheModeInjectorOfTheVersionThatWasBuilt() throws IOException {
    JsonNode container = pod("").at("/containers/0");
    assertThat(container.path("args").toString()).isEqualTo("[\"injector\"]");
    assertThat(container.path("image").asText()).isEqualTo("rehost:" + version());
  }

  @Test
  void sidecarsGetTheInjectorsImageByTagOrDigest() {
    String digest = "sha256:" + "0".repeat(64);
    for (Map.Entry<String, String> image :
        Map.of(
                "{repository: r.test/x}",
                "r.test/x:" + Chart.version(),
                "{repository: r.test/x, tag: v1}",
                "r.test/x:v1",
                "{repository: r.test/x, tag: v1, digest: '" + digest + "'}",
                "r.test/x@" + digest)
            .entrySet()) {
      JsonNode container = pod("image: " + image.getKey()).at("/containers/0");
      assertThat(container.path("image").asText()).isEqualTo(image.getValue());
      assertThat(Environment.of(container)).containsEntry("REHOST_INJECT_IMAGE", image.getValue());
    }
    assertThat(environment("sidecar: {image: 'other:2'}"))
        .containsEntry("REHOST_INJECT_IMAGE", "other:2");
    assertThat(environment("image: {pullPolicy: Always}"))
        .containsEntry("REHOST_INJECT_IMAGE_PULL_POLICY", "Always");
  }

  @Test
  void defaultsOfSidecarsAreThoseOfTheProgramUnlessTheValuesSayOtherwise() {
    assertThat(environment(""))
        .containsEntry("REHOST_INJECT_CPU_REQUEST", "50m")
        .containsEntry("REHOST_INJECT_MEMORY_REQUEST", "192Mi")
        .containsEntry("REHOST_INJECT_MEMORY_LIMIT", "384Mi")
        .containsEntry("REHOST_INJECT_REFUSAL", "deny")
        .doesNotContainKeys(
            "REHOST_INJECT_CPU_LIMIT", "REHOST_INJECT_RULES", "REHOST_INJECT_UPSTREAM");
    assertThat(
            environment(
                "webhook: {refusal: warn}\nsidecar: {rules: [a, b], upstream: 'http://10.0.0.1',"
                    + " resources: {limits: {cpu: '2'}}}"))
        .containsEntry("REHOST_INJECT_REFUSAL", "warn")
        .containsEntry("REHOST_INJECT_RULES", "a,b")
        .containsEntry("REHOST_INJECT_UPSTREAM", "http://10.0.0.1")
        .containsEntry("REHOST_INJECT_CPU_LIMIT", "2")
        .containsEntry("REHOST_INJECT_CPU_REQUEST", "50m");
  }

  @Test
  void probesAskTheManagementPortOfThePodsAddress() {
    JsonNode container = pod("bindAddress: '[::]'").at("/containers/0");
    assertThat(Environment.of(container))
        .containsEntry("REHOST_MANAGEMENT", "[::]:15081")
        .containsEntry("REHOST_WEBHOOK", "[::]:10250");
    assertThat(container.at("/startupProbe/httpGet").toString())
        .isEqualTo("{\"path\":\"/health/started\",\"port\":\"management\"}");
    assertThat(container.at("/readinessProbe/httpGet/path").asText()).isEqualTo("/health/ready");
    assertThat(container.at("/livenessProbe/httpGet/path").asText()).isEqualTo("/health/live");
  }

  @Test
  void itWritesOnlyToAnEmptyDirectory() {
    JsonNode pod = pod("");
    assertThat(pod.at("/containers/0/securityContext/readOnlyRootFilesystem").asBoolean()).isTrue();
    assertThat(pod.path("volumes").toString())
        .isEqualTo("[{\"name\":\"tmp\",\"emptyDir\":{\"sizeLimit\":\"32Mi\"}}]");
  }

  /** OpenShift gives each namespace a range of users and refuses all others. */
  @Test
  void aPlatformThatGivesUsersIsLeftTheChoice() {
    assertThat(pod("").at("/securityContext/runAsUser").asLong()).isEqualTo(65_532);
    String pods = "gateways: [{name: a, rules: [b]}]\n";
    assertThat(Chart.render(pods + "runAsUser: null").text()).doesNotContain("runAsUser");
    assertThat(Chart.render(pods + "runAsUser: 1000660000").text())
        .contains("runAsUser: 1000660000", "runAsGroup: 1000660000");
  }

  @Test
  void aGracePeriodShorterThanTheDrainIsRefused() {
    assertThat(pod("injector: {drainTimeout: 1m, terminationGracePeriodSeconds: 65}")).isNotEmpty();
    assertThatThrownBy(() -> Chart.render("injector: {drainTimeout: 30500ms}"))
        .hasMessageContaining(
            "injector.terminationGracePeriodSeconds: 35 (expected: at least 36, which is"
                + " injector.drainTimeout and 5 s)");
  }

  @Test
  void affinityOfTheValuesReplacesTheSpread() {
    JsonNode pod = pod("injector: {affinity: {podAntiAffinity: {}}, nodeSelector: {pool: infra}}");
    assertThat(pod.has("topologySpreadConstraints")).isFalse();
    assertThat(pod.at("/affinity").has("podAntiAffinity")).isTrue();
    assertThat(pod.at("/nodeSelector/pool").asText()).isEqualTo("infra");
  }
}

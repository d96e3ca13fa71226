package io.rehost.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every combination of the chart's switches gives manifests that an API server would take. Each
 * choice is of other top-level keys, so that they can be put one after the other.
 */
class ChartMatrixTest {
  /** Kinds of other projects; their manifests are spelled out in tests of their own. */
  private static final Set<String> OF_OTHERS =
      Set.of("Certificate", "Issuer", "ServiceMonitor", "PodMonitor", "PrometheusRule");

  private static final List<String> CERTIFICATES =
      List.of(
          "",
          "webhook: {port: 8443, certificates: {source: secret, secretName: given}}\n",
          "webhook: {certificates: {source: cert-manager}, refusal: warn}\n",
          """
          webhook:
            excludedNamespaces: [build, "123"]
            validation: {failurePolicy: Fail}
            certificates: {source: cert-manager, issuerRef: {name: corp, kind: ClusterIssuer}}
          """);

  private static final List<String> POLICIES =
      List.of(
          "",
          "networkPolicy: {enabled: true}\n",
          """
          networkPolicy:
            enabled: true
            managementFrom: [{namespaceSelector: {matchLabels: {team: metrics}}}]
            egress: {enabled: true, apiServerPorts: [6443]}
          """);

  private static final List<String> MONITORS =
      List.of(
          "",
          "serviceMonitor: {enabled: true, interval: 1m, labels: {prometheus: main}}\n"
              + "dashboard: {enabled: true}\nalerts: {enabled: true, labels: {prometheus: main}}\n");

  private static final List<String> GATEWAYS =
      List.of(
          "",
          "gateways: [{name: legacy, rules: [legacy-rules]}]\n",
          """
          gateways:
          - {name: legacy, rules: [a, "1"], upstream: "https://10.0.0.12", replicas: 1}
          - name: tls
            rules: [b]
            service: {type: LoadBalancer, port: 8080, annotations: {cloud/internal: "true"}}
            tls: {secretName: site, port: 8443}
            tlsSecrets: [origin-ca]
            settings: {timeout-idle: 2m, forwarded: "off", trusted-proxies: 10.0.0.0/8}
            otel: {OTEL_EXPORTER_OTLP_ENDPOINT: "http://c:4318"}
            resources: {requests: {cpu: 1}}
            terminationGracePeriodSeconds: 60
            priorityClassName: high
            nodeSelector: {disk: ssd}
            tolerations: [{key: edge, operator: Exists, effect: NoSchedule}]
          """);

  private static final List<String> OTHERS =
      List.of(
          "",
          """
          image: {repository: registry.test/rehost, digest: "sha256:%s"}
          imagePullSecrets: [pull, "42"]
          fullnameOverride: r
          otel: {OTEL_EXPORTER_OTLP_ENDPOINT: "http://c:4318", OTEL_SERVICE_NAME: "1"}
          bindAddress: "[::]"
          injector:
            replicas: 3
            priorityClassName: system-cluster-critical
            podDisruptionBudget: {enabled: false}
            podLabels: {team: net}
            podAnnotations: {note: "1"}
            tolerations: [{operator: Exists}]
            affinity: {podAntiAffinity: {}}
          sidecar:
            image: registry.test/other:1
            rules: [site, shared]
            upstream: http://10.0.0.12
            resources: {limits: {cpu: "1"}}
          """
              .formatted("a".repeat(64)));

  static List<String> combinations() {
    return Stream.of(CERTIFICATES, POLICIES, MONITORS, GATEWAYS, OTHERS)
        .reduce(
            List.of(""),
            (chosen, choices) ->
                chosen.stream()
                    .flatMap(before -> choices.stream().map(choice -> before + choice))
                    .toList(),
            (a, b) -> a);
  }

  @Test
  void thereIsACombinationForEveryChoiceOfTheSwitches() {
    assertThat(combinations()).hasSize(4 * 3 * 2 * 3 * 2).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void anApiServerTakesEveryManifest(String values) {
    Rendered rendered = Chart.render(values);
    assertThat(rendered.objects()).hasSizeGreaterThanOrEqualTo(10);
    for (JsonNode object : rendered.objects()) {
      if (!OF_OTHERS.contains(object.path("kind").asText())) {
        assertThat(StrictManifest.problems(object)).as(object.toString()).isEmpty();
      }
      assertNamespaceAndLabels(object);
    }
    assertThat(References.broken(rendered)).isEmpty();
    for (JsonNode deployment : rendered.all("Deployment")) {
      assertThat(PodSecurity.violations(deployment.at("/spec/template/spec"))).isEmpty();
    }
    assertThat(rendered.text()).doesNotContain("caBundle:");
    assertThat(rendered.text().strip().lines())
        .noneMatch(line -> line.isBlank() || line.endsWith(" "));
  }

  private static void assertNamespaceAndLabels(JsonNode object) {
    boolean clusterWide =
        object.path("kind").asText().matches("ClusterRole(Binding)?|.*WebhookConfiguration");
    assertThat(object.at("/metadata/namespace").asText())
        .isEqualTo(clusterWide ? "" : "rehost-system");
    assertThat(object.at("/metadata/labels").properties())
        .extracting(label -> label.getKey())
        .contains(
            "app.kubernetes.io/name",
            "app.kubernetes.io/instance",
            "app.kubernetes.io/component",
            "app.kubernetes.io/version",
            "app.kubernetes.io/managed-by",
            "helm.sh/chart");
  }

  @Test
  void theSameValuesGiveTheSameText() {
    String values = combinations().getLast();
    assertThat(Chart.render(values)).isEqualTo(Chart.render(values));
  }

  /** {@code helm test}, which a cluster with PodSecurity {@code restricted} has to take too. */
  @Test
  void theTestPodIsTakenAndMeetsTheStandard(@TempDir Path directory) {
    Rendered rendered = Chart.renderWithTests(combinations().getLast(), directory);
    JsonNode pod = rendered.one("Pod", "r-test");
    assertThat(StrictManifest.problems(pod)).isEmpty();
    assertThat(StrictManifest.problems(rendered.one("ConfigMap", "r-test"))).isEmpty();
    assertThat(PodSecurity.violations(pod.path("spec"))).isEmpty();
    assertThat(rendered.text().strip()).doesNotContain("\n\n");
  }
}

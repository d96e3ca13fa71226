package io.rehost.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** "ServiceMonitor and Grafana dashboard by values" (contract section 6), and alerts. */
class ChartMonitoringTest {
  private static final Path DASHBOARD = Chart.DIRECTORY.resolve("dashboards/rehost.json");

  @Test
  void nothingIsWatchedUnlessAskedFor() {
    Rendered rendered = Chart.render("");
    assertThat(
            List.of("ServiceMonitor", "PodMonitor", "PrometheusRule").stream()
                .filter(rendered::has))
        .isEmpty();
    assertThat(rendered.text()).doesNotContain("grafana_dashboard");
  }

  @Test
  void prometheusScrapesTheInjectorAndTheGateways() {
    Rendered rendered =
        Chart.render(
            "serviceMonitor: {enabled: true, interval: 1m, labels: {prometheus: main}}\n"
                + "gateways: [{name: legacy, rules: [a]}]");
    JsonNode monitor = rendered.one("ServiceMonitor", "rehost");
    assertThat(monitor.path("apiVersion").asText()).isEqualTo("monitoring.coreos.com/v1");
    assertThat(monitor.at("/metadata/labels/prometheus").asText()).isEqualTo("main");
    assertThat(monitor.path("spec"))
        .isEqualTo(
            YamlText.document(
                """
                selector:
                  matchLabels:
                    app.kubernetes.io/name: rehost
                    app.kubernetes.io/instance: rehost
                    rehost.io/metrics: "true"
                endpoints: [{port: management, path: /metrics, interval: 1m}]
                """));
    assertThat(References.broken(rendered)).isEmpty();
  }

  /** Sidecars are in pods of others, wherever those are. */
  @Test
  void prometheusScrapesTheSidecarsOfAllNamespaces() {
    Rendered rendered = Chart.render("serviceMonitor: {enabled: true}");
    assertThat(rendered.one("PodMonitor", "rehost-sidecars").path("spec"))
        .isEqualTo(
            YamlText.document(
                """
                namespaceSelector: {any: true}
                selector: {matchLabels: {rehost.io/injected: "true"}}
                podMetricsEndpoints: [{port: rehost-mgmt, path: /metrics, interval: 30s}]
                """));
    assertThat(Chart.render("serviceMonitor: {enabled: true, sidecars: false}").has("PodMonitor"))
        .isFalse();
  }

  @Test
  void grafanaFindsTheDashboardByItsLabel() throws Exception {
    JsonNode map =
        Chart.render("dashboard: {enabled: true, labels: {team: web}}")
            .one("ConfigMap", "rehost-dashboard");

    assertThat(map.at("/metadata/labels/grafana_dashboard").asText()).isEqualTo("1");
    assertThat(map.at("/metadata/labels/team").asText()).isEqualTo("web");
    assertThat(map.at("/data/rehost.json").asText().strip())
        .isEqualTo(Chart.text(DASHBOARD).strip());
  }

  /** Overlapping panels and ids that are used twice are mended silently by Grafana, at random. */
  @Test
  void everyPanelHasAPlaceAndAnIdOfItsOwn() throws Exception {
    JsonNode dashboard = new ObjectMapper().readTree(Chart.text(DASHBOARD));
    List<Integer> ids = new ArrayList<>();
    boolean[][] taken = new boolean[200][24];
    for (JsonNode panel : dashboard.path("panels")) {
      ids.add(panel.path("id").asInt());
      JsonNode place = panel.path("gridPos");
      int right = place.path("x").asInt() + place.path("w").asInt();
      for (int y = place.path("y").asInt();
          y < place.path("y").asInt() + place.path("h").asInt();
          y++) {
        for (int x = place.path("x").asInt(); x < right; x++) {
          assertThat(taken[y][x]).as("%s at %d,%d", panel.path("title"), x, y).isFalse();
          taken[y][x] = true;
        }
      }
    }
    assertThat(ids).doesNotHaveDuplicates().hasSizeGreaterThan(20);
  }

  @Test
  void everyAlertSaysWhatItIsAndWhatToDo() {
    JsonNode rules =
        Chart.render("alerts: {enabled: true, labels: {prometheus: main}}")
            .one("PrometheusRule", "rehost");

    assertThat(rules.at("/metadata/labels/prometheus").asText()).isEqualTo("main");
    assertThat(StreamSupport.stream(rules.at("/spec/groups/0/rules").spliterator(), false))
        .hasSizeGreaterThan(5)
        .allSatisfy(
            alert -> {
              assertThat(alert.path("alert").asText()).startsWith("Rehost");
              assertThat(alert.at("/labels/severity").asText()).isIn("info", "warning", "critical");
              assertThat(alert.at("/annotations/summary").asText()).isNotEmpty();
              assertThat(alert.at("/annotations/description").asText()).isNotEmpty();
            });
  }
}

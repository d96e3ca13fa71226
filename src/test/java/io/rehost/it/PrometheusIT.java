package io.rehost.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.rehost.cli.ChartQueries;
import io.rehost.cli.MonitoredPrograms;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/**
 * A real Prometheus scrapes the packaged program, answers each query of the dashboard and raises
 * the alerts (contract section 7).
 */
class PrometheusIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Answers only while something is wrong. */
  private static final String LOST_WATCHES = "count by (namespace) (rehost_rules_watch_connected";

  @Test
  void everyQueryOfTheDashboardHasAnAnswer() throws Exception {
    try (MonitoredPrograms programs = new MonitoredPrograms();
        PrometheusServer prometheus = prometheus(programs)) {
      awaitReady(programs, prometheus);
      assertThat(programs.request()).isEqualTo(200);
      programs.loseTheOrigin();
      programs.findTheOriginAgain();
      programs.rejectAnEdit();

      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                assertThat(programs.request()).isEqualTo(200);
                programs.review();
                assertThat(unanswered(prometheus)).isEmpty();
              });

      assertThat(number(prometheus, "Requests", "sum(increase(rehost_rule_requests_total[1m]))"))
          .isPositive();
    }
  }

  /** Alerts that come when nothing is wrong are soon looked at by nobody. */
  @Test
  void alertsComeOfWhatGoesWrongOnly() throws Exception {
    try (MonitoredPrograms programs = new MonitoredPrograms();
        PrometheusServer prometheus = prometheus(programs)) {
      awaitReady(programs, prometheus);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                assertThat(programs.request()).isEqualTo(200);
                assertThat(number(prometheus, "scrapes", "min(count_over_time(up[1h]))"))
                    .isGreaterThan(5);
                assertThat(states(prometheus)).isEmpty();
              });

      programs.loseTheOrigin();
      programs.rejectAnEdit();

      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                programs.request();
                assertThat(states(prometheus))
                    .containsExactlyInAnyOrder(
                        "RehostRulesRejected firing: shop/shop-1",
                        "RehostUpstreamFailing pending: shop/shop-1",
                        "RehostFailures pending: In shop");
              });
    }
  }

  private static PrometheusServer prometheus(MonitoredPrograms programs) throws IOException {
    return PrometheusServer.start(
        """
        rule_files: ["%s"]
        scrape_configs:
        - job_name: rehost-sidecars
          static_configs:
          - {targets: ["127.0.0.1:%d"], labels: {namespace: shop, pod: shop-1}}
        - job_name: rehost
          static_configs:
          - {targets: ["127.0.0.1:%d"], labels: {namespace: rehost-system, pod: injector-1}}
        """
            .formatted(
                ChartQueries.ALERTS.toAbsolutePath(),
                programs.sidecarManagement(),
                programs.injectorManagement()));
  }

  private static void awaitReady(MonitoredPrograms programs, PrometheusServer prometheus)
      throws InterruptedException {
    programs.awaitReady();
    await().atMost(PATIENCE).until(prometheus::isReady);
  }

  /** As Grafana asks when all jobs, namespaces and pods are chosen. */
  private static List<String> unanswered(PrometheusServer prometheus) throws Exception {
    List<String> unanswered = new ArrayList<>();
    List<String> queries = ChartQueries.ofDashboard();
    assertThat(queries).hasSizeGreaterThan(25);
    for (String query : queries) {
      String asked =
          query
              .replace("$__rate_interval", "10s")
              .replace("$job", ".+")
              .replace("$namespace", ".+")
              .replace("$pod", ".+");
      JsonNode result = prometheus.query(asked);
      if (result.isEmpty() != query.startsWith(LOST_WATCHES) || hasNoNumber(result)) {
        unanswered.add(asked + ": " + result);
      }
    }
    return unanswered;
  }

  /** A quantile of what has not been done lately isn't one. */
  private static boolean hasNoNumber(JsonNode result) {
    return !result.isEmpty()
        && StreamSupport.stream(result.spliterator(), false)
            .allMatch(series -> series.at("/value/1").asText().equals("NaN"));
  }

  private static double number(PrometheusServer prometheus, String what, String query)
      throws IOException, InterruptedException {
    JsonNode result = prometheus.query(query);
    assertThat(result).as(what).hasSize(1);
    return result.at("/0/value/1").asDouble();
  }

  /** Of each alert name, state and the beginning of its description, which names its subject. */
  private static List<String> states(PrometheusServer prometheus) throws Exception {
    List<String> states = new ArrayList<>();
    for (JsonNode alert : prometheus.alerts()) {
      String description = alert.at("/annotations/description").asText();
      states.add(
          "%s %s: %s"
              .formatted(
                  alert.at("/labels/alertname").asText(),
                  alert.path("state").asText(),
                  description.replaceAll("(^In [a-z]+|^[a-z]+/[a-z0-9-]+).*", "$1")));
    }
    return states;
  }
}

package io.rehost.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rehost.chart.Chart;
import io.rehost.chart.YamlText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the chart's dashboard and alerts ask Prometheus. */
public final class ChartQueries {
  /** Prometheus rules, as the chart has them. */
  public static final Path ALERTS = Chart.DIRECTORY.resolve("alerts/rehost.yaml");

  private static final Path DASHBOARD = Chart.DIRECTORY.resolve("dashboards/rehost.json");

  private ChartQueries() {}

  /** PromQL with Grafana's variables, in the order of the panels. */
  public static List<String> ofDashboard() throws IOException {
    List<String> queries = new ArrayList<>();
    for (JsonNode panel : new ObjectMapper().readTree(DASHBOARD.toFile()).path("panels")) {
      panel.path("targets").forEach(target -> queries.add(target.path("expr").asText()));
    }
    return queries;
  }

  static List<String> ofAlerts() throws IOException {
    List<String> queries = new ArrayList<>();
    YamlText.documents(Files.readString(ALERTS))
        .getFirst()
        .at("/groups/0/rules")
        .forEach(rule -> queries.add(rule.path("expr").asText()));
    return queries;
  }
}

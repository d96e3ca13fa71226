package io.rehost.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rehost.chart.YamlText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the chart's dashboard and alerts ask Prometheus. */
final class ChartQueries {
  static final Path ALERTS = Path.of("helm", "rehost", "alerts", "rehost.yaml");
  private static final Path DASHBOARD = Path.of("helm", "rehost", "dashboards", "rehost.json");

  private ChartQueries() {}

  static List<String> ofDashboard() throws IOException {
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

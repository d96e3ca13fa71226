package io.rehost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The dashboard and the alerts ask for what the packaged program tells, by its own names. */
class DashboardIT {
  private static final Pattern METRIC =
      Pattern.compile("\\b(?:rehost|http|jvm|process)_[a-z0-9_]+\\b(?!\")");
  private static final Pattern LABELS = Pattern.compile("\\bby \\(([a-z_, ]+)\\)");

  /** What Prometheus adds, and histograms have. */
  private static final Set<String> OF_TARGETS = Set.of("namespace", "pod", "job", "le");

  @Test
  void everyMetricAndLabelOfAQueryIsThereAfterARequest() throws Exception {
    List<String> samples = samples();
    List<String> missing = new ArrayList<>();
    for (String query : queries()) {
      Set<String> names = new TreeSet<>();
      METRIC.matcher(query).results().map(MatchResult::group).forEach(names::add);
      assertThat(names).as(query).isNotEmpty();
      for (String name : names) {
        if (samples.stream().noneMatch(line -> line.matches("\\Q" + name + "\\E[{ ].*"))) {
          missing.add(name + " in " + query);
        }
      }
      labels(query)
          .filter(
              label ->
                  samples.stream()
                      .filter(line -> names.stream().anyMatch(line::startsWith))
                      .noneMatch(line -> line.matches(".*[{,]" + label + "=\".*")))
          .forEach(label -> missing.add("label " + label + " in " + query));
    }
    assertThat(missing).isEmpty();
  }

  private static Stream<String> labels(String query) {
    return LABELS
        .matcher(query)
        .results()
        .flatMap(found -> Arrays.stream(found.group(1).split(", ", -1)))
        .filter(label -> !OF_TARGETS.contains(label));
  }

  private static List<String> queries() throws IOException {
    List<String> queries = new ArrayList<>(ChartQueries.ofDashboard());
    queries.addAll(ChartQueries.ofAlerts());
    assertThat(queries).hasSizeGreaterThan(30).doesNotContain("");
    return queries;
  }

  /** Of a sidecar that has forwarded, failed and rejected, and of an injector. */
  private static List<String> samples() throws Exception {
    try (MonitoredPrograms programs = new MonitoredPrograms()) {
      programs.awaitReady();
      assertThat(programs.request()).isEqualTo(200);
      programs.loseTheOrigin();
      programs.rejectAnEdit();
      List<String> samples =
          Stream.of(programs.sidecarManagement(), programs.injectorManagement())
              .flatMap(DashboardIT::metrics)
              .filter(line -> !line.startsWith("#"))
              .toList();
      assertThat(programs.endInjector()).isZero();
      return samples;
    }
  }

  private static Stream<String> metrics(int port) {
    try {
      return RawExchange.get(port, "localhost", "/metrics").lines();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

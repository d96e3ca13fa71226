package io.rehost.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.rehost.chart.YamlText;
import io.rehost.injector.cluster.ApiServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The dashboard and the alerts ask for what the packaged program tells, by its own names. */
class DashboardIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final Path CHART = Path.of("helm", "rehost");
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
    List<String> queries = new ArrayList<>();
    JsonNode dashboard =
        new ObjectMapper().readTree(CHART.resolve("dashboards/rehost.json").toFile());
    for (JsonNode panel : dashboard.path("panels")) {
      panel.path("targets").forEach(target -> queries.add(target.path("expr").asText()));
    }
    YamlText.documents(Files.readString(CHART.resolve("alerts/rehost.yaml")))
        .getFirst()
        .at("/groups/0/rules")
        .forEach(rule -> queries.add(rule.path("expr").asText()));
    assertThat(queries).hasSizeGreaterThan(30).doesNotContain("");
    return queries;
  }

  /** Of a sidecar that has forwarded, failed and rejected, and of an injector. */
  private static List<String> samples() throws Exception {
    HttpServer origin = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 16);
    origin.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    origin.start();
    try (ApiServer api = new ApiServer()) {
      return Stream.concat(
              sidecar(api, origin.getAddress().getPort()).lines(), injector(api).lines())
          .filter(line -> !line.startsWith("#"))
          .toList();
    } finally {
      origin.stop(0);
    }
  }

  private static String sidecar(ApiServer api, int origin) throws Exception {
    api.editor().resource(rules("rules: [{name: ok, host: b1.test}]")).create();
    int management = freePort();
    Map<String, String> environment =
        Map.of(
            "QUARKUS_KUBERNETES_CLIENT_API_SERVER_URL",
            api.editor().getMasterUrl().toString(),
            "REHOST_LISTEN",
            "127.0.0.1:0",
            "REHOST_MANAGEMENT",
            "127.0.0.1:" + management,
            "REHOST_CONSOLE",
            "off",
            "REHOST_NAMESPACE",
            "shop",
            "REHOST_RULES_CONFIGMAPS",
            "site",
            "REHOST_UPSTREAM",
            "http://127.0.0.1:" + origin);
    try (RunningProgram sidecar = RunningProgram.start(environment, "proxy")) {
      int port =
          Integer.parseInt(
              sidecar.awaitLine("listening address=127\\.0\\.0\\.1:([0-9]+)").group(1));
      sidecar.awaitLine("rules in force");
      assertThat(RawExchange.status(RawExchange.get(port, "a.test", "/"))).isEqualTo(200);
      replace(api, "rules: [{name: shut, upstream: 'http://127.0.0.1:9'}]");
      await()
          .atMost(PATIENCE)
          .until(() -> RawExchange.status(RawExchange.get(port, "a.test", "/")) == 502);
      replace(api, "rules: [{nmae: typo}]");
      sidecar.awaitLine("rules rejected");
      return RawExchange.get(management, "localhost", "/metrics");
    }
  }

  private static String injector(ApiServer api) throws Exception {
    InjectorScene scene = new InjectorScene(api.editor());
    scene.createWebhookConfigurations();
    try (RunningProgram injector = scene.start(Map.of())) {
      await().atMost(PATIENCE).until(() -> scene.health("ready") == 200);
      String metrics = scene.metrics();
      injector.terminate();
      assertThat(injector.exitCode()).isZero();
      return metrics;
    }
  }

  private static void replace(ApiServer api, String text) {
    ConfigMap now =
        requireNonNull(api.editor().configMaps().inNamespace("shop").withName("site").get());
    now.setData(Map.of("rules.yaml", text));
    api.editor().resource(now).update();
  }

  private static ConfigMap rules(String text) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withNamespace("shop")
        .withName("site")
        .endMetadata()
        .withData(Map.of("rules.yaml", text))
        .build();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, LOOPBACK)) {
      return socket.getLocalPort();
    }
  }
}

package io.rehost.cli.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.databind.JsonNode;
import io.rehost.chart.Chart;
import io.rehost.chart.Environment;
import io.rehost.chart.YamlText;
import io.rehost.observe.TraceOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The chart's value {@code otel}, from the values to what the programs make of them. */
class ChartTracesTest {
  private static final String VALUES =
      """
      otel:
        OTEL_EXPORTER_OTLP_ENDPOINT: http://collector.observability:4318
        OTEL_EXPORTER_OTLP_HEADERS: 'api-key=a=b,x-tenant="t $(REHOST_NAMESPACE) $$ \\ #1"'
        OTEL_RESOURCE_ATTRIBUTES: team=a%2Cb,k8s.namespace.name=other
        OTEL_TRACES_SAMPLER: ""
      gateways:
      - {name: a, rules: [r]}
      - {name: b, rules: [r], otel: {OTEL_SDK_DISABLED: "true", OTEL_SERVICE_NAME: b}}
      """;
  private static final String HEADERS = "api-key=a=b,x-tenant=\"t $(REHOST_NAMESPACE) $$ \\ #1\"";

  private static Map<String, String> environment(String values, String deployment) {
    return Environment.of(
        Chart.render(values).one("Deployment", deployment).at("/spec/template/spec/containers/0"));
  }

  /** What the kubelet does to a value none of whose references it knows. */
  private static String expanded(String value) {
    return value.replace("$$", "$");
  }

  @Test
  void theSchemaHasTheVariablesThatTheProgramKnows() throws IOException {
    JsonNode schema =
        YamlText.documents(Files.readString(Chart.DIRECTORY.resolve("values.schema.json")))
            .getFirst();
    Set<String> names = new TreeSet<>();
    schema.at("/definitions/otel/properties").fieldNames().forEachRemaining(names::add);
    assertThat(names).isEqualTo(new TreeSet<>(TraceVariables.names()));
  }

  @Test
  void theInjectorGivesThemToSidecarsAsTheyAreInTheValues() {
    Map<String, String> texts = new HashMap<>();
    environment(VALUES, "rehost-injector").forEach((k, v) -> texts.put(k, expanded(v)));

    var choices = (SidecarChoices.Accepted) SidecarChoices.read(texts, "1");

    assertThat(choices.defaults().traces().variables())
        .containsExactly(
            entry("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector.observability:4318"),
            entry("OTEL_EXPORTER_OTLP_HEADERS", HEADERS),
            entry("OTEL_RESOURCE_ATTRIBUTES", "team=a%2Cb,k8s.namespace.name=other"));
  }

  @Test
  void gatewaysHaveThemTooAndTheNamesOfTheirPods() {
    assertThat(environment(VALUES, "rehost-gateway-a"))
        .containsEntry("OTEL_EXPORTER_OTLP_HEADERS", HEADERS)
        .containsEntry("OTEL_RESOURCE_ATTRIBUTES_POD_NAME", "metadata.name")
        .containsEntry("OTEL_RESOURCE_ATTRIBUTES_NAMESPACE", "metadata.namespace")
        .containsEntry(
            "OTEL_RESOURCE_ATTRIBUTES",
            "k8s.pod.name=$(OTEL_RESOURCE_ATTRIBUTES_POD_NAME),"
                + "k8s.namespace.name=$(OTEL_RESOURCE_ATTRIBUTES_NAMESPACE),"
                + "team=a%2Cb,k8s.namespace.name=other")
        .doesNotContainKeys("OTEL_SDK_DISABLED", "OTEL_SERVICE_NAME");
    List<String> names = List.copyOf(environment(VALUES, "rehost-gateway-a").keySet());
    assertThat(names.indexOf("OTEL_RESOURCE_ATTRIBUTES")) // or the kubelet could not fill it in
        .isGreaterThan(names.indexOf("OTEL_RESOURCE_ATTRIBUTES_NAMESPACE"));
  }

  @Test
  void aGatewayMayAddOrChangeSome() {
    assertThat(environment(VALUES, "rehost-gateway-b"))
        .containsEntry("OTEL_SDK_DISABLED", "true")
        .containsEntry("OTEL_SERVICE_NAME", "b")
        .containsEntry("OTEL_EXPORTER_OTLP_HEADERS", HEADERS);
    assertThat(TraceSettings.read(environment(VALUES, "rehost-gateway-b")))
        .isEqualTo(TraceSettings.OFF);
  }

  @Test
  void aGatewayOfItsOwnAloneTracesByThem() {
    String values =
        "gateways: [{name: a, rules: [r],"
            + " otel: {OTEL_EXPORTER_OTLP_ENDPOINT: 'https://c.test:4318/api'}}]";

    TraceSettings traces = TraceSettings.read(environment(values, "rehost-gateway-a"));

    assertThat(traces.warnings()).isEmpty();
    assertThat(traces.options().map(TraceOptions::resource).orElseThrow())
        .containsOnlyKeys("service.name", "k8s.pod.name", "k8s.namespace.name");
    assertThat(environment(values, "rehost-injector").keySet())
        .noneMatch(name -> name.contains("OTEL"));
  }

  @Test
  void withoutThemNoContainerHasAny() {
    String gateway = "gateways: [{name: a, rules: [r]}]\n";
    String without = Chart.render(gateway).text();
    assertThat(without).doesNotContain("OTEL");
    assertThat(Chart.render(gateway + "otel: null").text()).isEqualTo(without); // --reuse-values
  }
}

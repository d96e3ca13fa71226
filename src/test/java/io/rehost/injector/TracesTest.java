package io.rehost.injector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the sidecar's container gets so that it traces, and what it doesn't get else. */
class TracesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String REHOST =
      """
      {"name":"REHOST_LISTEN","value":"127.0.0.1:15080,[::1]:15080"},
      {"name":"REHOST_RULES_CONFIGMAPS","value":"r"}\
      """;
  private static final String POD =
      """
      {"name":"OTEL_RESOURCE_ATTRIBUTES_POD_NAME","valueFrom":
       {"fieldRef":{"apiVersion":"v1","fieldPath":"metadata.name"}}},
      {"name":"OTEL_RESOURCE_ATTRIBUTES_NAMESPACE","valueFrom":
       {"fieldRef":{"apiVersion":"v1","fieldPath":"metadata.namespace"}}}\
      """;
  private static final String ATTRIBUTES =
      "k8s.pod.name=$(OTEL_RESOURCE_ATTRIBUTES_POD_NAME),"
          + "k8s.namespace.name=$(OTEL_RESOURCE_ATTRIBUTES_NAMESPACE)";

  /** The variables of the sidecar in a pod, as the API server gets them. */
  private static JsonNode environment(Traces traces) throws Exception {
    SidecarDefaults defaults =
        new SidecarDefaults(
            SidecarImage.of("rehost:1"),
            List.of("r"),
            null,
            new Resources(null, null, null, null),
            traces,
            "1");
    ObjectNode pod =
        (ObjectNode)
            JSON.readTree(
                """
                {"metadata":{"annotations":{"rehost.io/inject":"true"}},
                 "spec":{"containers":[{"name":"app","image":"a"}]}}
                """);
    Injector injector =
        new Injector(defaults, environment -> List.of(), (ns, name) -> new RulesLookup.Absent());
    SidecarSpec sidecar = ((InjectionDecision.Inject) injector.decide("ns", pod)).sidecar();
    return PodEdit.inject(pod, sidecar).at("/spec/initContainers/0/env");
  }

  private static JsonNode list(String... variables) throws Exception {
    return JSON.readTree("[" + String.join(",", variables) + "]");
  }

  private static String variable(String name, String value) {
    return JSON.createObjectNode().put("name", name).put("value", value).toString();
  }

  @Test
  void withoutTracesThereIsNoVariableOfTheirs() throws Exception {
    assertThat(environment(Traces.OFF)).isEqualTo(list(REHOST));
  }

  @Test
  void anEndpointBringsThePodsNamesAlong() throws Exception {
    assertThat(environment(new Traces(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:4318"))))
        .isEqualTo(
            list(
                REHOST,
                POD,
                variable("OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:4318"),
                variable("OTEL_RESOURCE_ATTRIBUTES", ATTRIBUTES)));
  }

  /** The sidecar takes the last of a name (TraceSettingsTest). */
  @Test
  void chosenAttributesComeAfterThoseOfThePod() throws Exception {
    assertThat(
            environment(
                new Traces(
                    Map.of(
                        "OTEL_RESOURCE_ATTRIBUTES", "team=a%2Cb,k8s.pod.name=x",
                        "OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:4318"))))
        .contains(
            JSON.readTree(
                variable("OTEL_RESOURCE_ATTRIBUTES", ATTRIBUTES + ",team=a%2Cb,k8s.pod.name=x")));
  }

  @Test
  void valuesAreTakenAsTheyAre() throws Exception {
    String value = "api-key=a=b,x-tenant=\"t $(T) $$ \\ #1\"";
    assertThat(environment(new Traces(Map.of("OTEL_EXPORTER_OTLP_HEADERS", value))))
        .contains(JSON.readTree(variable("OTEL_EXPORTER_OTLP_HEADERS", value)));
  }
}

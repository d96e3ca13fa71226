package io.rehost.cli.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.injector.Traces;
import io.rehost.rule.Problem;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code REHOST_INJECT_OTEL_…}: of both modes that inject, as they read them in one place. */
class SidecarTracesTest {
  private static final String ENDPOINT = "REHOST_INJECT_OTEL_EXPORTER_OTLP_ENDPOINT";

  private static Traces traces(Map<String, String> texts) {
    return switch (SidecarChoices.read(texts, "1")) {
      case SidecarChoices.Accepted accepted -> accepted.defaults().traces();
      case SidecarChoices.Rejected(List<Problem> problems) ->
          throw new AssertionError(problems.toString());
    };
  }

  private static List<String> problems(Map<String, String> texts) {
    return switch (SidecarChoices.read(texts, "1")) {
      case SidecarChoices.Accepted accepted -> throw new AssertionError(accepted.toString());
      case SidecarChoices.Rejected(List<Problem> problems) ->
          problems.stream().map(Problem::toString).toList();
    };
  }

  /** Among right ones. */
  private static List<String> problems(String key, String text) {
    Map<String, String> texts = new TreeMap<>(Map.of(ENDPOINT, "http://c:4318"));
    texts.put(key, text);
    return problems(texts);
  }

  @Test
  void withoutAnyVariableSidecarsDontTrace() {
    assertThat(traces(Map.of())).isEqualTo(Traces.OFF);
    assertThat(traces(Map.of(ENDPOINT, " ", "OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:4318")))
        .isEqualTo(Traces.OFF);
  }

  @Test
  void everyVariableIsGivenToSidecarsAsItIs() {
    Map<String, String> variables =
        Map.ofEntries(
            Map.entry("OTEL_SDK_DISABLED", "false"),
            Map.entry("OTEL_TRACES_EXPORTER", "otlp"),
            Map.entry("OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:4318"),
            Map.entry("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            Map.entry("OTEL_EXPORTER_OTLP_HEADERS", "api-key=a=b,x-tenant=%24(T)"),
            Map.entry("OTEL_EXPORTER_OTLP_TIMEOUT", "500"),
            Map.entry("OTEL_EXPORTER_OTLP_CERTIFICATE", "/etc/rehost/tls/collector/ca.crt"),
            Map.entry("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "https://c:4318/v1/traces"),
            Map.entry("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "http/protobuf"),
            Map.entry("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "a=b"),
            Map.entry("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "500"),
            Map.entry("OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE", "/ca.crt"),
            Map.entry("OTEL_SERVICE_NAME", "edge, of the \"shop\""),
            Map.entry("OTEL_RESOURCE_ATTRIBUTES", "team=a%2Cb,deployment.environment.name=prod"),
            Map.entry("OTEL_TRACES_SAMPLER", "parentbased_traceidratio"),
            Map.entry("OTEL_TRACES_SAMPLER_ARG", "0.1"),
            Map.entry("OTEL_BSP_MAX_QUEUE_SIZE", "100"),
            Map.entry("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "10"),
            Map.entry("OTEL_BSP_SCHEDULE_DELAY", "100"),
            Map.entry("OTEL_BSP_EXPORT_TIMEOUT", "100"));
    assertThat(variables.keySet()).isEqualTo(TraceVariables.names());
    Map<String, String> texts = new TreeMap<>();
    variables.forEach((name, text) -> texts.put("REHOST_INJECT_" + name, text));

    assertThat(traces(texts).variables()).isEqualTo(variables);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "OTEL_EXPORTER_OTLP_ENDPOINT | c:4318 | a URL such as http://collector:4318",
        "OTEL_EXPORTER_OTLP_PROTOCOL | grpc | http/protobuf, the only protocol known here",
        "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT | 5s | a number from 1 to 600000",
        "OTEL_RESOURCE_ATTRIBUTES | shop | key=value,key=value",
        "OTEL_TRACES_SAMPLER | sometimes | always_on, always_off or traceidratio",
        "OTEL_SDK_DISABLED | maybe | true or false",
        "OTEL_TRACES_EXPORTER | zipkin | otlp or none",
        "OTEL_BSP_SCHEDULE_DELAY | 0 | a number from 1 to 600000"
      })
  void aWrongValueIsNamedWithWhatIsAccepted(String name, String text, String expected) {
    assertThat(problems("REHOST_INJECT_" + name, text))
        .singleElement()
        .asString()
        .startsWith("REHOST_INJECT_" + name + ": \"" + text + "\" (expected: " + expected);
  }

  /** In the sidecar it would be a line in a log that nobody reads. */
  @Test
  void variablesWithoutAnEndpointAreAProblem() {
    assertThat(problems(Map.of("REHOST_INJECT_OTEL_SERVICE_NAME", "shop")))
        .containsExactly(
            ENDPOINT
                + ": missing (expected: a URL such as http://collector:4318, as nothing is traced"
                + " without one)");
  }

  @Test
  void aNameThatIsNoneOfThemIsAProblemWhoseValueIsNotShown() {
    assertThat(problems("REHOST_INJECT_OTEL_EXPORTER_OTLP_HEADER", "api-key=secret"))
        .singleElement()
        .asString()
        .startsWith(
            "REHOST_INJECT_OTEL_EXPORTER_OTLP_HEADER: \"***\" (expected: after"
                + " REHOST_INJECT_ one of OTEL_BSP_EXPORT_TIMEOUT, ")
        .contains("OTEL_EXPORTER_OTLP_HEADERS")
        .doesNotContain("REHOST_LISTEN", "secret");
  }

  @Test
  void headersAreNotShown() {
    assertThat(problems("REHOST_INJECT_OTEL_EXPORTER_OTLP_HEADERS", "secret"))
        .containsExactly(
            "REHOST_INJECT_OTEL_EXPORTER_OTLP_HEADERS: \"***\" (expected: name=value,name=value)");
  }

  @Test
  void allProblemsComeAtOnceAlsoWithTracesSwitchedOff() {
    assertThat(
            problems(
                Map.of(
                    "REHOST_INJECT_OTEL_SDK_DISABLED", "true",
                    "REHOST_INJECT_OTEL_TRACES_SAMPLER", "x",
                    "REHOST_INJECT_OTEL", "y",
                    "REHOST_INJECT_OTEL_EXPORTER_OTLP_TIMEOUT", "z",
                    "REHOST_INJECT_CPU_LIMIT", "much")))
        .extracting(line -> line.substring(0, line.indexOf(':')))
        .containsExactlyInAnyOrder(
            "REHOST_INJECT_CPU_LIMIT",
            "REHOST_INJECT_OTEL",
            "REHOST_INJECT_OTEL_EXPORTER_OTLP_TIMEOUT",
            "REHOST_INJECT_OTEL_TRACES_SAMPLER",
            ENDPOINT);
  }
}

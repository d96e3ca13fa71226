package io.rehost.cli.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.observe.TraceOptions;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contract 7, traces: OpenTelemetry's own variables. */
class TraceSettingsTest {
  private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";
  private static final Map<String, String> LOCAL = Map.of(ENDPOINT, "http://c.test:4318");

  @Test
  void withoutAnEndpointNothingIsTraced() {
    assertThat(TraceSettings.read(Map.of())).isEqualTo(TraceSettings.OFF);
    assertThat(TraceSettings.read(Map.of(ENDPOINT, " ", "OTEL_SERVICE_NAME", "shop")))
        .isEqualTo(TraceSettings.OFF);
  }

  @Test
  void anEndpointIsEnough() {
    assertThat(TraceSettings.read(LOCAL))
        .isEqualTo(
            new TraceSettings(
                Optional.of(
                    new TraceOptions(
                        new TraceOptions.Receiver(
                            URI.create("http://c.test:4318/v1/traces"),
                            Map.of(),
                            Duration.ofSeconds(10),
                            Optional.empty()),
                        Map.of("service.name", "rehost"),
                        new TraceOptions.Sampling(true, 1),
                        new TraceOptions.Batches(
                            2048, 512, Duration.ofSeconds(5), Duration.ofSeconds(30)))),
                List.of()));
  }

  @Test
  void allIsSetByTheirNamesAndWhatIsForTracesComesFirst() {
    TraceOptions options =
        options(
            Map.ofEntries(
                Map.entry(ENDPOINT, "http://all.test"),
                Map.entry("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "https://t.test:1/api"),
                Map.entry("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"),
                Map.entry("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "http/protobuf"),
                Map.entry("OTEL_EXPORTER_OTLP_HEADERS", "x-tenant=a%20b, api-key=k=1,"),
                Map.entry("OTEL_EXPORTER_OTLP_TIMEOUT", "2500"),
                Map.entry("OTEL_EXPORTER_OTLP_CERTIFICATE", "/etc/ca.pem"),
                Map.entry("OTEL_SERVICE_NAME", "shop"),
                Map.entry("OTEL_RESOURCE_ATTRIBUTES", "service.name=no,deployment=a%2Cb"),
                Map.entry("OTEL_BSP_MAX_QUEUE_SIZE", "100"),
                Map.entry("OTEL_BSP_SCHEDULE_DELAY", "20"),
                Map.entry("OTEL_BSP_EXPORT_TIMEOUT", "40")));

    assertThat(options)
        .isEqualTo(
            new TraceOptions(
                new TraceOptions.Receiver(
                    URI.create("https://t.test:1/api"),
                    Map.of("x-tenant", "a b", "api-key", "k=1"),
                    Duration.ofMillis(2500),
                    Optional.of(Path.of("/etc/ca.pem"))),
                Map.of("service.name", "shop", "deployment", "a,b"),
                new TraceOptions.Sampling(true, 1),
                new TraceOptions.Batches(100, 100, Duration.ofMillis(20), Duration.ofMillis(40))));
  }

  /** Injected sidecars rely on it: what was chosen comes after what the injector says. */
  @Test
  void theLastAttributeOfANameCounts() {
    Map<String, String> texts = new HashMap<>(LOCAL);
    texts.put("OTEL_RESOURCE_ATTRIBUTES", "k8s.pod.name=a,k8s.pod.name=b");
    assertThat(options(texts).resource()).containsEntry("k8s.pod.name", "b");
  }

  @ParameterizedTest
  @CsvSource({
    "always_on, false, 1",
    "always_off, false, 0",
    "traceidratio, false, 0.25",
    "parentbased_always_on, true, 1",
    "parentbased_always_off, true, 0",
    "parentbased_traceidratio, true, 0.25"
  })
  void theSamplersOfTheSpecificationAreKnown(String name, boolean byParent, double ratio) {
    assertThat(
            options(
                    Map.of(
                        ENDPOINT,
                        "http://c.test",
                        "OTEL_TRACES_SAMPLER",
                        name,
                        "OTEL_TRACES_SAMPLER_ARG",
                        "0.25"))
                .sampling())
        .isEqualTo(new TraceOptions.Sampling(byParent, ratio));
  }

  @Test
  void quarkusNamesMeanTheSame() {
    TraceOptions options =
        options(
            Map.of(
                "QUARKUS_OTEL_EXPORTER_OTLP_ENDPOINT",
                "http://q.test/",
                "QUARKUS_OTEL_SERVICE_NAME",
                "q",
                "OTEL_SERVICE_NAME",
                "o"));
    assertThat(options.receiver().endpoint()).hasToString("http://q.test/v1/traces");
    assertThat(options.resource()).containsEntry("service.name", "o");
  }

  @ParameterizedTest
  @CsvSource({
    "OTEL_SDK_DISABLED, true",
    "QUARKUS_OTEL_SDK_DISABLED, true",
    "OTEL_TRACES_EXPORTER, none"
  })
  void theyAreSwitchedOff(String key, String value) {
    assertThat(TraceSettings.read(Map.of(ENDPOINT, "http://c.test", key, value)))
        .isEqualTo(TraceSettings.OFF);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "OTEL_EXPORTER_OTLP_PROTOCOL | grpc | http/protobuf, the only protocol known here",
        "OTEL_EXPORTER_OTLP_ENDPOINT | c.test:4318 | a URL such as http://collector:4318",
        "OTEL_TRACES_SAMPLER | jaeger_remote | always_on, always_off or traceidratio, alone or after parentbased_",
        "OTEL_RESOURCE_ATTRIBUTES | a | key=value,key=value",
        "OTEL_RESOURCE_ATTRIBUTES | a=%zz | key=value,key=value",
        "OTEL_BSP_MAX_QUEUE_SIZE | 0 | a number from 1 to 1000000",
        "OTEL_TRACES_EXPORTER | zipkin | otlp or none"
      })
  void whatIsWrongSwitchesTracesOffAndIsSaidButStopsNothing(
      String key, String value, String expected) {
    Map<String, String> texts = new HashMap<>(LOCAL);
    texts.put(key, value);

    assertThat(TraceSettings.read(texts))
        .isEqualTo(
            new TraceSettings(
                Optional.empty(),
                List.of(
                    "traces are off: %s: \"%s\" (expected: %s)".formatted(key, value, expected))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"a b=secret", "Host=secret", "x=secret%0D%0A", "secret"})
  void wrongFieldsAreSaidWithoutTheirValues(String value) {
    Map<String, String> texts = new HashMap<>(LOCAL);
    texts.put("OTEL_EXPORTER_OTLP_HEADERS", value);

    assertThat(TraceSettings.read(texts).options()).isEmpty();
    assertThat(TraceSettings.read(texts).warnings())
        .containsExactly(
            "traces are off: OTEL_EXPORTER_OTLP_HEADERS: \"***\" (expected: name=value,name=value)");
  }

  @Test
  void aUrlWithAPasswordIsWrongAndNotShown() {
    assertThat(TraceSettings.read(Map.of(ENDPOINT, "http://me:pw@c.test")).warnings())
        .containsExactly(
            "traces are off: OTEL_EXPORTER_OTLP_ENDPOINT: \"***\" (expected: a URL such as"
                + " http://collector:4318)");
  }

  private static TraceOptions options(Map<String, String> texts) {
    TraceSettings read = TraceSettings.read(texts);
    assertThat(read.warnings()).isEmpty();
    return read.options().orElseThrow();
  }
}

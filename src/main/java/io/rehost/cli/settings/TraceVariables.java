package io.rehost.cli.settings;

import io.rehost.observe.TraceOptions;
import io.rehost.rule.Problem;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The variables of OpenTelemetry's specification for SDKs and for OTLP exporters, as {@code OTEL_…}
 * or, where that is not set, {@code QUARKUS_OTEL_…}. What is set for traces alone ({@code
 * OTEL_EXPORTER_OTLP_TRACES_…}) comes before what is set for all signals.
 */
final class TraceVariables {
  private static final String OTLP = "OTEL_EXPORTER_OTLP_";
  private static final String OTLP_TRACES = "OTEL_EXPORTER_OTLP_TRACES_";
  private static final String BATCHES = "OTEL_BSP_";
  private static final String SAMPLER = "OTEL_TRACES_SAMPLER";
  private static final String HIDDEN = "***";
  private static final String NAME = "service.name";
  private static final URI NOWHERE = URI.create("");

  private final Map<String, String> texts;
  private final SettingReader reader;

  TraceVariables(Map<String, String> texts) {
    this.texts = texts;
    this.reader = new SettingReader(texts);
  }

  /** The names of all, without {@code QUARKUS_}. */
  static Set<String> names() {
    TraceVariables variables = new TraceVariables(Map.of(SAMPLER, "traceidratio")); // has an _ARG
    variables.readAll();
    return variables.reader.keys();
  }

  /** All that is wrong with variables that are set for us alone, so that they are to be in use. */
  static List<Problem> problems(Map<String, String> texts) {
    TraceVariables variables = new TraceVariables(texts);
    variables.readAll();
    if (!variables.reader.isSet(OTLP_TRACES + "ENDPOINT")
        && !variables.reader.isSet(OTLP + "ENDPOINT")) {
      variables.reader.reject(
          OTLP + "ENDPOINT", TraceForms.URL.expected() + ", as nothing is traced without one");
    }
    return variables.reader.problems().stream().map(TraceVariables::shown).toList();
  }

  private void readAll() {
    isOff();
    options(endpoint().orElse(NOWHERE));
  }

  TraceSettings read() {
    Optional<URI> endpoint = endpoint();
    if (isOff() || (endpoint.isEmpty() && reader.problems().isEmpty())) {
      return TraceSettings.OFF;
    }
    Optional<TraceOptions> options = endpoint.map(this::options);
    List<String> warnings = reader.problems().stream().map(TraceVariables::warning).toList();
    return new TraceSettings(warnings.isEmpty() ? options : Optional.empty(), warnings);
  }

  private boolean isOff() {
    String exporter = reader.read(key("OTEL_TRACES_EXPORTER"), TraceForms.EXPORTER, "otlp");
    return reader.read(key("OTEL_SDK_DISABLED"), Form.BOOLEAN, false) || exporter.equals("none");
  }

  /** One for traces is taken as it is, one for all signals has their path put behind it. */
  private Optional<URI> endpoint() {
    String own = key(OTLP_TRACES + "ENDPOINT");
    return reader.isSet(own)
        ? reader.find(own, TraceForms.URL)
        : reader.find(key(OTLP + "ENDPOINT"), TraceForms.URL).map(TraceForms::tracesOf);
  }

  private TraceOptions options(URI endpoint) {
    reader.read(otlp("PROTOCOL"), TraceForms.PROTOCOL, "");
    return new TraceOptions(
        new TraceOptions.Receiver(
            endpoint,
            reader.read(otlp("HEADERS"), TraceForms.FIELDS, Map.of()),
            millis(otlp("TIMEOUT"), 10_000),
            reader.find(otlp("CERTIFICATE"), Form.FILE).map(Path::toAbsolutePath)),
        resource(),
        sampling(),
        batches());
  }

  private Map<String, String> resource() {
    Map<String, String> resource = new HashMap<>(Map.of(NAME, "rehost"));
    resource.putAll(reader.read(key("OTEL_RESOURCE_ATTRIBUTES"), TraceForms.PAIRS, Map.of()));
    reader
        .find(key("OTEL_SERVICE_NAME"), Form.ANY_TEXT)
        .ifPresent(name -> resource.put(NAME, name));
    return resource;
  }

  private TraceOptions.Sampling sampling() {
    String name = reader.read(key(SAMPLER), TraceForms.SAMPLER, "parentbased_always_on");
    double ratio =
        switch (name.replaceFirst("^parentbased_", "")) {
          case "always_on" -> 1;
          case "always_off" -> 0;
          default -> reader.read(key("OTEL_TRACES_SAMPLER_ARG"), TraceForms.RATIO, 1.0);
        };
    return new TraceOptions.Sampling(name.startsWith("parentbased_"), ratio);
  }

  private TraceOptions.Batches batches() {
    int queue = reader.read(key(BATCHES + "MAX_QUEUE_SIZE"), TraceForms.COUNT, 2048);
    int size = reader.read(key(BATCHES + "MAX_EXPORT_BATCH_SIZE"), TraceForms.COUNT, 512);
    return new TraceOptions.Batches(
        queue,
        Math.min(size, queue),
        millis(key(BATCHES + "SCHEDULE_DELAY"), 5_000),
        millis(key(BATCHES + "EXPORT_TIMEOUT"), 30_000));
  }

  private Duration millis(String key, int byDefault) {
    return Duration.ofMillis(reader.read(key, TraceForms.MILLIS, byDefault));
  }

  private String otlp(String name) {
    String own = key(OTLP_TRACES + name);
    return reader.isSet(own) ? own : key(OTLP + name);
  }

  /** The key that is set, if one is. */
  private String key(String name) {
    return Stream.of(name, "QUARKUS_" + name)
        .filter(key -> !texts.getOrDefault(key, "").isBlank())
        .findFirst()
        .orElse(name);
  }

  private static String warning(Problem problem) {
    return "traces are off: " + shown(problem);
  }

  /** Without what may be a secret: fields, and the user of a URL. */
  private static Problem shown(Problem problem) {
    String found = problem.found();
    return problem.path().endsWith("HEADERS") || (found != null && found.contains("@"))
        ? new Problem(problem.path(), HIDDEN, problem.expected(), 0, 0)
        : problem;
  }
}

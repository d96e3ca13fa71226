package io.rehost.cli.settings;

import io.rehost.observe.TraceOptions;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Traces, by OpenTelemetry's own variables. They are not ours alone: what is wrong with them
 * switches traces off and is said, but stops nothing.
 *
 * @param options empty if nothing is traced
 * @param warnings what is wrong, without values that may be secrets
 */
public record TraceSettings(Optional<TraceOptions> options, List<String> warnings) {
  /** Nothing is traced, and that is right. */
  public static final TraceSettings OFF = new TraceSettings(Optional.empty(), List.of());

  public TraceSettings {
    warnings = List.copyOf(warnings);
  }

  /** Reads all texts, by key in the form of the environment. */
  static TraceSettings read(Map<String, String> texts) {
    return new TraceVariables(texts).read();
  }
}

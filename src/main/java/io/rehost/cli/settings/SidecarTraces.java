package io.rehost.cli.settings;

import io.rehost.injector.Traces;
import io.rehost.rule.Problem;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * OpenTelemetry's variables for all sidecars, each by its own name with {@code REHOST_INJECT_}
 * before it. Unlike in the sidecar, they are meant for nobody else: a wrong one is a problem.
 */
final class SidecarTraces {
  private static final String PREFIX = "REHOST_INJECT_";

  /** What may be a header's value is never shown, however its key is spelled. */
  private static final String HIDDEN = "***";

  private SidecarTraces() {}

  static Traces read(SettingReader reader) {
    Set<String> known = new TreeSet<>(TraceVariables.names());
    Map<String, String> variables = new TreeMap<>();
    for (String name : known) {
      reader.find(PREFIX + name, Form.ANY_TEXT).ifPresent(text -> variables.put(name, text));
    }
    rejectUnknown(reader, known);
    if (!variables.isEmpty()) {
      TraceVariables.problems(variables).stream()
          .map(SidecarTraces::asGiven)
          .forEach(reader::reject);
    }
    return new Traces(variables);
  }

  private static void rejectUnknown(SettingReader reader, Set<String> known) {
    String expected = "after " + PREFIX + " one of " + String.join(", ", known);
    reader.texts().keySet().stream()
        .filter(key -> key.startsWith(PREFIX + "OTEL") && reader.isSet(key))
        .map(key -> key.substring(PREFIX.length()))
        .filter(name -> !known.contains(name))
        .sorted()
        .map(name -> new Problem(name, HIDDEN, expected, 0, 0))
        .map(SidecarTraces::asGiven)
        .forEach(reader::reject);
  }

  private static Problem asGiven(Problem problem) {
    return new Problem(PREFIX + problem.path(), problem.found(), problem.expected(), 0, 0);
  }
}

package io.rehost.cli.settings;

import io.rehost.rule.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Everything that can be set from outside, every default applied (keys and defaults are in the
 * user's guide). Immutable.
 *
 * @param retries how often a request may be sent again that the origin provably did not process, or
 *     that is safe to repeat
 * @param workers event loops, at least 1
 */
public record Settings(
    OriginSettings origin,
    RuleSettings rules,
    ListenSettings listen,
    ForwardingSettings forwarding,
    TimeoutSettings timeouts,
    LimitSettings limits,
    ReportSettings report,
    int retries,
    int workers) {
  private static final Form<Integer> RETRIES = Form.number(0, 10);
  private static final Form<Integer> WORKERS = Form.number(1, 1024);

  /** The same with rules from another file. */
  public Settings withRulesFile(Path file) {
    return new Settings(
        origin,
        rules.withFile(file),
        listen,
        forwarding,
        timeouts,
        limits,
        report,
        retries,
        workers);
  }

  /** What came of reading the settings. */
  public sealed interface Result {}

  /**
   * All of them are right.
   *
   * @param warnings lines for the log, such as a key that looks like a slip of the pen
   */
  public record Accepted(Settings settings, List<String> warnings) implements Result {
    public Accepted {
      warnings = List.copyOf(warnings);
    }
  }

  /** Some are wrong: one problem for each, never empty. */
  public record Rejected(List<Problem> problems) implements Result {
    public Rejected {
      problems = List.copyOf(problems);
    }
  }

  /**
   * What defaults are taken from the machine.
   *
   * @param cores that this process may use, at least 1
   * @param loopId a name that no other process has
   */
  public record Machine(int cores, String loopId) {}

  /**
   * Turns texts into settings, or says all that is wrong with them.
   *
   * @param texts by key, in the form of the environment ({@code REHOST_UPSTREAM}); a blank text
   *     counts as left out; keys that don't start with {@code REHOST_} are not looked at, but for
   *     {@code DEBUG} and OpenTelemetry's
   */
  public static Result parse(Map<String, String> texts, Machine machine) {
    SettingReader reader = new SettingReader(texts);
    Settings settings = read(reader, machine);
    return reader.problems().isEmpty()
        ? new Accepted(settings, warnings(settings, texts, reader))
        : new Rejected(reader.problems());
  }

  private static List<String> warnings(
      Settings settings, Map<String, String> texts, SettingReader reader) {
    List<String> warnings = new ArrayList<>(Slips.warnings(texts.keySet(), reader.keys()));
    warnings.addAll(settings.report.traces().warnings());
    return warnings;
  }

  /** All settings; the reader knows what is wrong with them, and which keys there are. */
  static Settings read(SettingReader reader, Machine machine) {
    return new Settings(
        OriginSettings.read(reader),
        RuleSettings.read(reader),
        ListenSettings.read(reader),
        ForwardingSettings.read(reader, machine.loopId()),
        TimeoutSettings.read(reader),
        LimitSettings.read(reader),
        ReportSettings.read(reader),
        reader.read("REHOST_RETRIES", RETRIES, 1),
        reader.read("REHOST_WORKERS", WORKERS, Math.max(1, machine.cores())));
  }
}

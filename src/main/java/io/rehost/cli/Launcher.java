package io.rehost.cli;

import io.rehost.cli.demo.Demo;
import io.rehost.cli.settings.InjectorSettings;
import io.rehost.cli.settings.RuleSettings;
import io.rehost.cli.settings.SettingSources;
import io.rehost.cli.settings.Settings;
import io.rehost.cli.settings.SidecarChoices;
import io.rehost.injector.SidecarDefaults;
import io.rehost.observe.AddressText;
import io.rehost.rule.Problem;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Reads the command line and the settings, and starts the mode. Modes that answer at once return
 * before Quarkus starts.
 */
final class Launcher {
  private final PrintStream out;
  private final PrintStream err;

  Launcher(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /** Runs to the end; returns the {@link ExitCode}. */
  int run(List<String> line) throws IOException, InterruptedException {
    return switch (Command.parse(line)) {
      case Command.Run(Mode mode, List<String> arguments) -> run(mode, arguments);
      case Command.Wrong(String problem) -> {
        err.println(problem);
        err.print(Mode.usage());
        yield ExitCode.USAGE;
      }
    };
  }

  private int run(Mode mode, List<String> arguments) throws IOException, InterruptedException {
    return switch (mode) {
      case PROXY -> withSettings(Map.of(), this::proxy);
      case INJECTOR -> injector();
      // A document is judged by itself: settings are the pod's.
      case CHECK -> new CheckCommand().run(arguments, System.in, out, err);
      case EXPLAIN -> {
        SentHead.prepare();
        yield withSettings(Map.of(), settings -> explain(settings, arguments));
      }
      case INJECT -> inject(arguments);
      case DEMO -> withSettings(Demo.SETTINGS, this::demo);
      case HELP -> say(Mode.usage());
      case VERSION -> say("rehost " + Version.text() + "\n");
    };
  }

  private int withSettings(Map<String, String> byDefault, SettingsUse use)
      throws IOException, InterruptedException {
    Map<String, String> texts = SettingSources.ofProcess(byDefault);
    return switch (Settings.parse(texts, machine())) {
      case Settings.Accepted(Settings settings, List<String> slips) -> {
        List<String> warnings = new ArrayList<>(slips);
        warnings.addAll(WithoutEffect.warnings(texts));
        yield use.with(new Settings.Accepted(settings, warnings));
      }
      case Settings.Rejected(List<Problem> problems) -> {
        problems.forEach(err::println);
        yield ExitCode.USAGE;
      }
    };
  }

  private int explain(Settings.Accepted accepted, List<String> arguments) {
    warn(accepted);
    Settings settings = accepted.settings();
    return new ExplainCommand(
            DataPlane.defaults(settings),
            DataPlane.upgrades(settings),
            () -> DataPlane.probe(settings))
        .run(arguments, System.in, out, err);
  }

  private int inject(List<String> arguments) throws IOException {
    Map<String, String> texts = SettingSources.ofProcess(Map.of());
    return switch (SidecarChoices.read(texts, Version.text())) {
      case SidecarChoices.Accepted(SidecarDefaults defaults) ->
          new InjectCommand(defaults, Launcher::problems).run(arguments, System.in, out, err);
      case SidecarChoices.Rejected(List<Problem> problems) -> {
        problems.forEach(err::println);
        yield ExitCode.USAGE;
      }
    };
  }

  private int injector() throws IOException {
    Map<String, String> texts = SettingSources.ofProcess(Map.of());
    return switch (InjectorSettings.parse(texts, Version.text())) {
      case InjectorSettings.Accepted accepted ->
          cannotStart(StartCheck.problems(accepted.settings()))
              ? ExitCode.USAGE
              : InjectorApplication.launch(accepted, Launcher::problems, Signals.install());
      case InjectorSettings.Rejected(List<Problem> problems) -> {
        problems.forEach(err::println);
        yield ExitCode.USAGE;
      }
    };
  }

  /** What a sidecar would say of its settings. */
  private static List<Problem> problems(Map<String, String> environment) {
    return switch (Settings.parse(environment, machine())) {
      case Settings.Accepted _ -> List.of();
      case Settings.Rejected(List<Problem> problems) -> problems;
    };
  }

  private int proxy(Settings.Accepted accepted) {
    RuleSettings rules = accepted.settings().rules();
    if (rules.file().isEmpty() && rules.configMaps().isEmpty()) {
      err.println(
          "REHOST_RULES_CONFIGMAPS: missing (expected: names of ConfigMaps with rules, or a file"
              + " in REHOST_RULES_FILE)");
      return ExitCode.USAGE;
    }
    return cannotStart(StartCheck.problems(accepted.settings()))
        ? ExitCode.USAGE
        : ProxyApplication.launch(accepted, Signals.install(), started -> {});
  }

  private int demo(Settings.Accepted accepted) throws IOException, InterruptedException {
    Path rules = Demo.rules(accepted.settings().rules().file().orElseThrow());
    Settings settings = accepted.settings().withRulesFile(rules);
    if (Files.notExists(rules)) {
      err.println("REHOST_RULES_FILE: \"%s\" (expected: a file that is there)".formatted(rules));
      return ExitCode.USAGE;
    }
    if (cannotStart(StartCheck.problems(settings))) {
      return ExitCode.USAGE;
    }
    Signals signals = Signals.install();
    String management = AddressText.of(settings.listen().management());
    try (Demo _ = Demo.start(out)) {
      return ProxyApplication.launch(
          new Settings.Accepted(settings, accepted.warnings()),
          signals,
          started ->
              out.print(
                  Demo.screen(
                      AddressText.of(started.proxy()),
                      started.console().map(AddressText::of),
                      management,
                      rules.toString())));
    } catch (IOException cannotListen) {
      err.println(cannotListen.getMessage());
      return ExitCode.FAILED;
    }
  }

  private boolean cannotStart(List<String> problems) {
    problems.forEach(err::println);
    return !problems.isEmpty();
  }

  private int say(String text) {
    out.print(text);
    return ExitCode.OK;
  }

  private void warn(Settings.Accepted accepted) {
    accepted.warnings().forEach(warning -> err.println("warning: " + warning));
  }

  private static Settings.Machine machine() {
    long random = ThreadLocalRandom.current().nextLong();
    return new Settings.Machine(
        Runtime.getRuntime().availableProcessors(), "rehost-" + HexFormat.of().toHexDigits(random));
  }

  /** What is done once the settings are known to be right. */
  @FunctionalInterface
  private interface SettingsUse {
    int with(Settings.Accepted accepted) throws IOException, InterruptedException;
  }
}

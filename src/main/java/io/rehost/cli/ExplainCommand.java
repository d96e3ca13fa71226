package io.rehost.cli;

import io.rehost.cli.RulesInFiles.Joined;
import io.rehost.cli.RulesInFiles.Unusable;
import io.rehost.probe.ProbeReport;
import io.rehost.probe.VhostProbe;
import io.rehost.rule.Defaults;
import io.rehost.rule.Explanation.Result;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** {@code rehost explain}: says what would become of a request; sends none unless asked to. */
final class ExplainCommand {
  private final Defaults defaults;
  private final Set<String> upgrades;
  private final Supplier<VhostProbe> probe;

  /**
   * The command.
   *
   * @param defaults what the settings say where the documents say nothing
   * @param upgrades names of the protocols that may be upgraded to, in lower case
   * @param probe what asks origins, made only if one is asked
   */
  ExplainCommand(Defaults defaults, Set<String> upgrades, Supplier<VhostProbe> probe) {
    this.defaults = defaults;
    this.upgrades = upgrades;
    this.probe = probe;
  }

  /** {@code rehost explain -f FILE URL}; returns the exit code. */
  int run(List<String> arguments, InputStream in, PrintStream out, PrintStream err) {
    return switch (ExplainOptions.parse(arguments)) {
      case ExplainOptions.Help() -> {
        out.print(ExplainOptions.USAGE);
        yield ExitCode.OK;
      }
      case ExplainOptions.Wrong(String problem) -> {
        err.println(problem);
        err.print(ExplainOptions.USAGE);
        yield ExitCode.USAGE;
      }
      case ExplainOptions.Question question -> answer(question, in, out, err);
    };
  }

  private int answer(
      ExplainOptions.Question question, InputStream in, PrintStream out, PrintStream err) {
    return switch (RulesInFiles.read(question.files(), in, defaults)) {
      case Unusable(List<String> lines) -> {
        lines.forEach(err::println);
        yield ExitCode.USAGE;
      }
      case Joined joined -> {
        Answer answer = Answer.of(question.request(), joined, upgrades);
        if (answer.explanation().rule() == null && !joined.ofUnmatched().isEmpty()) {
          joined.ofUnmatched().forEach(err::println);
          yield ExitCode.USAGE;
        }
        out.print(text(answer, question));
        yield answer.explanation().result() == Result.REJECTED ? ExitCode.FAILED : ExitCode.OK;
      }
    };
  }

  private String text(Answer answer, ExplainOptions.Question question) {
    if (!question.probe()) {
      return question.json() ? AnswerJson.print(answer) : AnswerText.print(answer);
    }
    ProbeReport report = AnswerProbe.run(answer, probe.get());
    return question.json()
        ? AnswerJson.print(answer, report)
        : AnswerText.print(answer) + ProbeText.print(report);
  }
}

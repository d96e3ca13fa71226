package io.rehost.source;

import io.rehost.rule.Problem;
import io.rehost.rule.RuleChange;
import io.rehost.rule.RuleSet;
import io.rehost.rule.SourceStatus;
import io.rehost.rule.Warning;
import java.util.List;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Logs what becomes of rules: a line for each set that goes into force, and a line for each problem
 * when it is news, so once. A listener of {@link io.rehost.rule.ActiveRules}.
 */
public final class RulesLog implements Consumer<RuleChange> {
  private static final Logger LOG = Logger.getLogger(RulesLog.class);

  @Override
  public void accept(RuleChange change) {
    switch (change) {
      case RuleChange.Replaced(RuleSet rules, List<SourceStatus> news, List<Warning> warnings) -> {
        news.forEach(status -> log(status, rules));
        warnings.forEach(w -> LOG.warnf("rule shadowed source=%s warning=%s", w.source(), w));
        LOG.infof("rules in force hash=%s rules=%d", rules.hash(), rules.rules().size());
      }
      case RuleChange.Kept(var rules, List<SourceStatus> news) ->
          news.forEach(status -> log(status, rules));
      case RuleChange.None() -> {}
    }
  }

  private static void log(SourceStatus status, @Nullable RuleSet rules) {
    switch (status.state()) {
      case ACCEPTED -> {
        if (status.reason() == null) {
          LOG.infof("rules accepted %s", source(status));
        } else {
          LOG.infof("rules not in use %s reason=%s", source(status), status.reason());
        }
      }
      case MISSING ->
          LOG.warnf(
              "rules missing %s inForce=%s reason=%s",
              source(status), inForce(status, rules), status.reason());
      case REJECTED -> {
        for (Problem problem : status.problems()) {
          LOG.errorf(
              "rules rejected %s inForce=%s%s problem=%s",
              source(status), inForce(status, rules), place(problem), problem);
        }
      }
    }
  }

  private static String source(SourceStatus status) {
    String source = "source=%s/%s".formatted(status.source().kind(), status.source().name());
    return status.version() == null ? source : source + " version=" + status.version();
  }

  /** Problems that only the join of several documents has are of no line. */
  private static String place(Problem problem) {
    return problem.line() == 0
        ? ""
        : " line=%d column=%d".formatted(problem.line(), problem.column());
  }

  /** What requests meet in the meantime, as far as this source is concerned. */
  private static String inForce(SourceStatus status, @Nullable RuleSet rules) {
    if (status.loadedAt() != null) {
      return "last-good";
    }
    return rules == null ? "none" : "others";
  }
}

package io.rehost.rule;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a report of a source has changed. The {@code news} are the statuses that say something they
 * did not say before: logging those, and nothing else, says everything once.
 */
public sealed interface RuleChange {
  /** The statuses that are news, of any source. */
  List<SourceStatus> news();

  /** Another set is in force. */
  record Replaced(RuleSet rules, List<SourceStatus> news, List<Warning> warnings)
      implements RuleChange {
    public Replaced {
      news = List.copyOf(news);
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * The set is the same, but not the status.
   *
   * @param rules the set in force; null if there is none yet
   */
  record Kept(@Nullable RuleSet rules, List<SourceStatus> news) implements RuleChange {
    public Kept {
      news = List.copyOf(news);
    }
  }

  /** Nothing that people have to know: the same report again, or a new version without changes. */
  record None() implements RuleChange {
    @Override
    public List<SourceStatus> news() {
      return List.of();
    }
  }
}

package io.rehost.observe;

import io.rehost.rule.Rule;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Requests by the rule that decided. The first {@value #MAX_RULES} rules that are hit keep a name
 * of their own for the life of the process, also when they are gone: a counter never runs
 * backwards, and edits can't make the number of series grow.
 */
final class RuleCounters {
  private static final int MAX_RULES = 200;

  /** What no rule's name looks like. */
  static final String UNMATCHED = "_unmatched";

  private static final String OTHER = "_other";
  private static final int OTHER_ROW = 1;

  private final Map<String, Integer> rows = new ConcurrentHashMap<>();
  private final LoopCounters counters;

  RuleCounters(int loops) {
    rows.put(UNMATCHED, 0);
    rows.put(OTHER, OTHER_ROW);
    counters = new LoopCounters(loops, (2 + MAX_RULES) * StatusClass.COUNT);
  }

  /** Takes each number that is not zero. */
  @FunctionalInterface
  interface Visitor {
    void requests(String rule, StatusClass statusClass, long count);
  }

  /**
   * Counts a request; on the event loop {@code loop} only.
   *
   * @param rule null if no rule took it
   */
  void count(int loop, @Nullable Rule rule, StatusClass statusClass) {
    int row = row(rule == null ? UNMATCHED : rule.name());
    counters.add(loop, row * StatusClass.COUNT + statusClass.digit(), 1);
  }

  private int row(String rule) {
    Integer row = rows.get(rule);
    if (row != null) {
      return row;
    }
    return rows.size() < MAX_RULES + 2 ? add(rule) : OTHER_ROW;
  }

  private synchronized int add(String rule) {
    int next = rows.size();
    if (next == MAX_RULES + 2) {
      return OTHER_ROW;
    }
    Integer other = rows.putIfAbsent(rule, next);
    return other == null ? next : other;
  }

  /** On any thread. */
  void forEach(Visitor visitor) {
    rows.forEach(
        (rule, row) -> {
          for (StatusClass statusClass : StatusClass.values()) {
            long count = counters.sum(row * StatusClass.COUNT + statusClass.digit());
            if (count > 0) {
              visitor.requests(rule, statusClass, count);
            }
          }
        });
  }
}

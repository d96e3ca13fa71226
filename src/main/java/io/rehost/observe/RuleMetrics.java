package io.rehost.observe;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.rehost.rule.ActiveRules;
import io.rehost.rule.RuleSet;
import java.util.List;

/** Which rules are in force, and how often an edit was rejected. */
public final class RuleMetrics {
  private RuleMetrics() {}

  /** Registers the meters; they follow {@code rules} from then on. */
  public static void register(MeterRegistry registry, ActiveRules rules) {
    Gauge.builder("rehost.rules.active", rules, RuleMetrics::count)
        .description("Rules in force")
        .register(registry);
    FunctionCounter.builder("rehost.rules.rejected", rules, ActiveRules::rejections)
        .description("Rejected edits of rules documents")
        .register(registry);
    MultiGauge info =
        MultiGauge.builder("rehost.rules.info")
            .description("The hash of the rules in force")
            .register(registry);
    showHash(info, rules);
    rules.addListener(change -> showHash(info, rules));
  }

  private static double count(ActiveRules rules) {
    RuleSet current = rules.current();
    return current == null ? 0 : current.rules().size();
  }

  private static void showHash(MultiGauge info, ActiveRules rules) {
    RuleSet current = rules.current();
    if (current != null) {
      info.register(List.of(MultiGauge.Row.of(Tags.of("hash", current.hash()), 1)), true);
    }
  }
}

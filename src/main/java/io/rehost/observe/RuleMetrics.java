package io.rehost.observe;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.rehost.rule.ActiveRules;
import io.rehost.rule.RuleSet;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Which rules are in force, how often an edit was rejected, and whether edits would be seen. */
public final class RuleMetrics {
  private RuleMetrics() {}

  /** Registers the meters; they follow {@code rules} from then on. */
  public static void register(MeterRegistry registry, ActiveRules rules) {
    Gauge.builder("rehost.rules.active", rules, RuleMetrics::count)
        .description("Rules in force")
        .register(registry);
    FunctionCounter.builder("rehost.rules.rejected", rules, ActiveRules::rejections)
        .description(
            "Edits of rules documents that were rejected, and deletions: the last good rules stay")
        .register(registry);
    MultiGauge info =
        MultiGauge.builder("rehost.rules.info")
            .description("The hash of the rules in force")
            .register(registry);
    rules.addListener(change -> showHash(info, rules));
    showHash(info, rules);
  }

  /**
   * Registers the gauge that is 1 while every ConfigMap with rules is watched, else 0.
   *
   * @param connected asked from any thread
   */
  public static void registerWatch(MeterRegistry registry, BooleanSupplier connected) {
    Gauge.builder("rehost.rules.watch.connected", () -> connected.getAsBoolean() ? 1 : 0)
        .description("Whether every ConfigMap with rules is watched")
        .register(registry);
  }

  private static double count(ActiveRules rules) {
    RuleSet current = rules.current();
    return current == null ? 0 : current.rules().size();
  }

  /** Of two threads the later shows the later rules. */
  private static void showHash(MultiGauge info, ActiveRules rules) {
    synchronized (info) {
      RuleSet current = rules.current();
      if (current != null) {
        info.register(List.of(MultiGauge.Row.of(Tags.of("hash", current.hash()), 1)), true);
      }
    }
  }
}

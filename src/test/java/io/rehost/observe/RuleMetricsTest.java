package io.rehost.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.rehost.rule.ActiveRules;
import io.rehost.rule.Defaults;
import io.rehost.rule.Problem;
import io.rehost.rule.RuleSet;
import io.rehost.rule.RuleSource;
import io.rehost.rule.RulesDocument;
import io.rehost.rule.TlsSettings;
import io.rehost.rule.Unmatched;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Contract section 7, metrics: {@code rehost_rules_…}. */
class RuleMetricsTest {
  private final MeterRegistry registry = new SimpleMeterRegistry();
  private final ActiveRules rules =
      new ActiveRules(List.of(new RuleSource(RuleSource.Kind.FILE, "f")), Defaults.NONE);

  @Test
  void theWatchIsConnectedOrNot() {
    AtomicBoolean connected = new AtomicBoolean();
    RuleMetrics.registerWatch(registry, connected::get);

    assertThat(registry.get("rehost.rules.watch.connected").gauge().value()).isZero();
    connected.set(true);
    assertThat(registry.get("rehost.rules.watch.connected").gauge().value()).isEqualTo(1);
  }

  @Test
  void rejectedEditsAreCountedAndTheSameOneOnce() {
    RuleMetrics.register(registry, rules);

    rules.reject("f", List.of(new Problem("rules", "x", "a list of rules", 1, 1)), "1");
    rules.reject("f", List.of(new Problem("rules", "x", "a list of rules", 1, 1)), "1");

    assertThat(registry.get("rehost.rules.rejected").functionCounter().count()).isEqualTo(1);
    assertThat(registry.get("rehost.rules.active").gauge().value()).isZero();
    assertThat(registry.find("rehost.rules.info").gauge()).isNull();
  }

  @Test
  void theHashIsThatOfTheRulesInForceOnly() {
    RuleMetrics.register(registry, rules);

    accept("one");
    accept("two");

    RuleSet current = Objects.requireNonNull(rules.current());
    assertThat(registry.get("rehost.rules.info").gauges())
        .singleElement()
        .satisfies(
            gauge -> {
              assertThat(gauge.getId().getTag("hash")).isEqualTo(current.hash());
              assertThat(gauge.value()).isEqualTo(1);
            });
  }

  private void accept(String text) {
    rules.accept(
        "f",
        new RulesDocument(null, TlsSettings.NONE, Unmatched.REJECT, List.of()),
        text.getBytes(StandardCharsets.UTF_8),
        null);
  }
}

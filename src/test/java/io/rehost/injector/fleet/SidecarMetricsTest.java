package io.rehost.injector.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.rehost.observe.RuleMetrics;
import io.rehost.rule.ActiveRules;
import io.rehost.rule.Defaults;
import io.rehost.rule.Problem;
import io.rehost.rule.RuleSource;
import io.rehost.rule.document.Origin;
import io.rehost.rule.document.ParseResult.Parsed;
import io.rehost.rule.document.RulesParser;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Contract section 7: the metrics that the fleet is read from are those that sidecars print. */
@SuppressWarnings("deprecation") // the registry that Quarkus prints metrics with
class SidecarMetricsTest {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ActiveRules rules =
      new ActiveRules(
          List.of(new RuleSource(RuleSource.Kind.CONFIG_MAP, "shop-rules")), Defaults.NONE);

  @Test
  void aSidecarsOwnMetricsAreUnderstood() {
    RuleMetrics.register(registry, rules);
    RuleMetrics.registerWatch(registry, () -> true);
    Parsed parsed = (Parsed) RulesParser.parse(TestPods.rules("a", "a.test"), Origin.CONFIGMAP);
    rules.accept("shop-rules", parsed.document(), parsed.text().bytes(), "1");
    rules.reject("shop-rules", List.of(new Problem("x", null, "y", 0, 0)), "2");

    assertThat(SidecarMetrics.parse(registry.scrape()))
        .isEqualTo(new SidecarMetrics(Objects.requireNonNull(rules.current()).hash(), 1, true));
  }

  @Test
  void aSidecarWithoutRulesAndWithoutAWatchSaysSo() {
    RuleMetrics.register(registry, rules);

    assertThat(SidecarMetrics.parse(registry.scrape()))
        .isEqualTo(new SidecarMetrics(null, 0, null));
  }

  @Test
  void metricsOfSomethingElseAreNoSidecars() {
    assertThat(SidecarMetrics.parse("process_cpu_usage 0.5\n")).isNull();
  }

  @Test
  void aHashThatIsNoneIsNotTakenOver() {
    assertThat(
            SidecarMetrics.parse(
                TestPods.metrics("<script>") + "rehost_rules_info{hash=\"abc\",} 0.0\n"))
        .isEqualTo(new SidecarMetrics(null, 2, true));
  }
}

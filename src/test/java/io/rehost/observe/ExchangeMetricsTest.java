package io.rehost.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract 7, metrics. */
class ExchangeMetricsTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ExchangeMetrics metrics = new ExchangeMetrics(registry);

  @Test
  void countsByRuleAndStatusClass() {
    metrics.exchangeEnded(new TestExchange(TestExchange.decidedBy("b2"), null, 204));
    metrics.exchangeEnded(new TestExchange(TestExchange.decidedBy("b2"), null, 502));
    metrics.exchangeEnded(new TestExchange(TestExchange.unmatched(), null, 200));
    metrics.exchangeEnded(new TestExchange(null, null, 400));

    assertThat(requests("b2", "2xx")).isEqualTo(1);
    assertThat(requests("b2", "5xx")).isEqualTo(1);
    assertThat(requests("_unmatched", "2xx")).isEqualTo(1);
  }

  @Test
  void timesTheClientsAndTheUpstreamsPart() {
    metrics.exchangeEnded(new TestExchange(TestExchange.decidedBy("b2"), null, 200));

    assertThat(seconds("http.server.request.duration")).isEqualTo(0.007);
    assertThat(seconds("http.client.request.duration")).isEqualTo(0.003);
  }

  @Test
  @DisplayName("the first 200 rules that are hit, the rest rule=\"_other\"")
  void namesTheFirst200RulesOnly() {
    for (int i = 0; i < 250; i++) {
      metrics.exchangeEnded(new TestExchange(TestExchange.decidedBy("r" + i), null, 200));
    }
    metrics.exchangeEnded(new TestExchange(TestExchange.unmatched(), null, 200));

    assertThat(requests("r0", "2xx")).isEqualTo(1);
    assertThat(requests("r199", "2xx")).isEqualTo(1);
    assertThat(requests("_other", "2xx")).isEqualTo(50);
    assertThat(requests("_unmatched", "2xx")).isEqualTo(1);
  }

  private double requests(String rule, String statusClass) {
    return registry
        .get("rehost.rule.requests")
        .tag("rule", rule)
        .tag("status_class", statusClass)
        .counter()
        .count();
  }

  private double seconds(String timer) {
    return registry.get(timer).tag("status_class", "2xx").timer().totalTime(TimeUnit.SECONDS);
  }
}

package io.rehost.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import io.rehost.proxy.ProxyError;
import io.rehost.rule.Protocol;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract 7, metrics. */
class ExchangeMetricsTest {
  private static final int LOOPS = 3;

  private final CollectorRegistry registry = new CollectorRegistry();
  private final ExchangeMetrics metrics = new ExchangeMetrics(LOOPS);

  ExchangeMetricsTest() {
    metrics.register(registry);
  }

  @Test
  void countsByRuleAndStatusClassOverAllEventLoops() {
    metrics.exchangeEnded(new TestExchange(TestExchange.decidedBy("b2"), null, 204));
    metrics.exchangeEnded(new TestExchange(TestExchange.decidedBy("b2"), null, 200).on(2));
    metrics.exchangeEnded(new TestExchange(TestExchange.decidedBy("b2"), null, 502).on(1));
    metrics.exchangeEnded(new TestExchange(TestExchange.unmatched(), null, 200));
    metrics.exchangeEnded(new TestExchange(null, null, 400));

    assertThat(requests("b2", "2xx")).isEqualTo(2);
    assertThat(requests("b2", "5xx")).isEqualTo(1);
    assertThat(requests("_unmatched", "2xx")).isEqualTo(1);
    assertThat(requests("_unmatched", "4xx")).as("no rule was asked").isNull();
  }

  @Test
  @DisplayName("histograms; labels status class, protocol: as Prometheus wants them to be written")
  void writesHistogramsWithCumulatedBucketsCountAndSum() throws IOException {
    metrics.exchangeEnded(new TestExchange(TestExchange.decidedBy("b2"), null, 200));
    metrics.exchangeEnded(new TestExchange(TestExchange.decidedBy("b2"), null, 200).on(1));

    assertThat(text())
        .contains(
            """
            # TYPE http_server_request_duration_seconds histogram
            http_server_request_duration_seconds_bucket{status_class="2xx",protocol="http1",le="0.005",} 0.0
            http_server_request_duration_seconds_bucket{status_class="2xx",protocol="http1",le="0.01",} 2.0
            """)
        .contains(
            """
            http_server_request_duration_seconds_bucket{status_class="2xx",protocol="http1",le="10.0",} 2.0
            http_server_request_duration_seconds_bucket{status_class="2xx",protocol="http1",le="+Inf",} 2.0
            http_server_request_duration_seconds_count{status_class="2xx",protocol="http1",} 2.0
            http_server_request_duration_seconds_sum{status_class="2xx",protocol="http1",} 0.014
            """)
        .contains(
            """
            http_client_request_duration_seconds_count{status_class="2xx",protocol="http1",} 2.0
            http_client_request_duration_seconds_sum{status_class="2xx",protocol="http1",} 0.006
            """);
  }

  @Test
  void theProtocolOfTheClientIsThatOfTheExchange() {
    metrics.exchangeEnded(
        new TestExchange(TestExchange.decidedBy("b2"), null, 200).by(Protocol.H2));

    assertThat(seconds("http_server_request_duration_seconds_count", "2xx", "h2")).isEqualTo(1);
    assertThat(seconds("http_client_request_duration_seconds_count", "2xx", "http1")).isEqualTo(1);
  }

  @Test
  void aStatusThatNobodyKnowsHasAClass() {
    metrics.exchangeEnded(new TestExchange(TestExchange.decidedBy("b2"), null, 0));
    metrics.exchangeEnded(new TestExchange(TestExchange.decidedBy("b2"), null, 799));

    assertThat(requests("b2", "none")).isEqualTo(1);
    assertThat(requests("b2", "5xx")).isEqualTo(1);
  }

  @Test
  @DisplayName("the first 200 rules that are hit, the rest rule=\"_other\"")
  void namesTheFirst200RulesOnly() {
    for (int i = 0; i < 250; i++) {
      metrics.exchangeEnded(
          new TestExchange(TestExchange.decidedBy("r" + i), null, 200).on(i % LOOPS));
    }
    metrics.exchangeEnded(new TestExchange(TestExchange.unmatched(), null, 200));

    assertThat(requests("r0", "2xx")).isEqualTo(1);
    assertThat(requests("r199", "2xx")).isEqualTo(1);
    assertThat(requests("r200", "2xx")).isNull();
    assertThat(requests("_other", "2xx")).isEqualTo(50);
    assertThat(requests("_unmatched", "2xx")).isEqualTo(1);
  }

  @Test
  void nothingIsLostWhenEveryEventLoopMeetsNewRulesAtTheSameTime() throws InterruptedException {
    List<Thread> loops = new ArrayList<>();
    for (int i = 0; i < LOOPS; i++) {
      int loop = i;
      loops.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int r = 0; r < 1000; r++) {
                      metrics.exchangeEnded(
                          new TestExchange(TestExchange.decidedBy("r" + r % 210), null, 200)
                              .on(loop));
                    }
                  }));
    }
    for (Thread loop : loops) {
      loop.join();
    }

    List<Double> counts = new ArrayList<>();
    int named = 0;
    for (int r = 0; r < 210; r++) {
      Double count = requests("r" + r, "2xx");
      if (count != null) {
        counts.add(count);
        named++;
      }
    }
    double other = Objects.requireNonNull(requests("_other", "2xx"));
    assertThat(named).isEqualTo(200);
    assertThat(counts.stream().mapToDouble(it -> it).sum() + other).isEqualTo(1000 * LOOPS);
    assertThat(seconds("http_server_request_duration_seconds_count", "2xx", "http1"))
        .isEqualTo(1000 * LOOPS);
  }

  @Test
  @DisplayName("rehost_upstream_connect_failures_total{reason}, rehost_retries_total")
  void countsFailuresToConnectByReasonAndRetries() {
    metrics.connectFailed(0, ProxyError.CONNECTION_REFUSED);
    metrics.connectFailed(1, ProxyError.CONNECTION_REFUSED);
    metrics.connectFailed(1, ProxyError.DNS);
    metrics.requestRepeated(0);
    metrics.requestRepeated(2);

    assertThat(failures("connection_refused")).isEqualTo(2);
    assertThat(failures("dns_error")).isEqualTo(1);
    assertThat(failures("connection_timeout")).isNull();
    assertThat(registry.getSampleValue("rehost_retries_total")).isEqualTo(2);
  }

  @Test
  void everyNameIsThereBeforeTheFirstRequest() throws IOException {
    assertThat(text())
        .contains(
            "# TYPE http_server_request_duration_seconds histogram\n",
            "# TYPE http_client_request_duration_seconds histogram\n",
            "# TYPE rehost_rule_requests_total counter\n",
            "# TYPE rehost_upstream_connect_failures_total counter\n",
            "# TYPE rehost_retries_total counter\nrehost_retries_total 0.0\n");
  }

  private String text() throws IOException {
    StringWriter text = new StringWriter();
    TextFormat.write004(text, registry.metricFamilySamples());
    return text.toString();
  }

  private @Nullable Double requests(String rule, String statusClass) {
    return value("rehost_rule_requests_total", "rule", rule, "status_class", statusClass);
  }

  private @Nullable Double failures(String reason) {
    return value("rehost_upstream_connect_failures_total", "reason", reason);
  }

  private @Nullable Double seconds(String name, String statusClass, String protocol) {
    return value(name, "status_class", statusClass, "protocol", protocol);
  }

  private @Nullable Double value(String name, String... labels) {
    String[] names = new String[labels.length / 2];
    String[] values = new String[names.length];
    for (int i = 0; i < names.length; i++) {
      names[i] = labels[2 * i];
      values[i] = labels[2 * i + 1];
    }
    return registry.getSampleValue(name, names, values);
  }
}

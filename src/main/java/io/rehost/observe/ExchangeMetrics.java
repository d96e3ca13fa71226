package io.rehost.observe;

import static java.util.Objects.requireNonNull;

import io.prometheus.client.Collector;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.CollectorRegistry;
import io.rehost.observe.DurationHistogram.Snapshot;
import io.rehost.proxy.ExchangeListener;
import io.rehost.proxy.ExchangeView;
import io.rehost.proxy.ProxyError;
import io.rehost.rule.Decision;
import io.rehost.rule.Protocol;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts exchanges. Labels come from rules, statuses and protocols, never from clients.
 *
 * <p>Counted per event loop and merged when Prometheus asks: Micrometer's timer takes about ten
 * times as long to record a duration, and each exchange has two ({@code
 * DurationHistogramBenchmark}).
 */
public final class ExchangeMetrics implements ExchangeListener {
  private static final List<String> DURATION_LABELS = List.of("status_class", "protocol");

  private final Map<Protocol, DurationHistogram> server;
  private final Map<Protocol, DurationHistogram> client;
  private final RuleCounters rules;
  private final Map<ProxyError, LoopCounters> connectFailures = new EnumMap<>(ProxyError.class);
  private final LoopCounters retries;

  /**
   * Metrics of nothing yet.
   *
   * @param loops how many event loops there are: {@link ExchangeView#worker} is below that
   */
  public ExchangeMetrics(int loops) {
    server = histograms(loops);
    client = histograms(loops);
    rules = new RuleCounters(loops);
    retries = new LoopCounters(loops, 1);
    for (ProxyError cause : ProxyError.values()) {
      connectFailures.put(cause, new LoopCounters(loops, 1));
    }
  }

  private static Map<Protocol, DurationHistogram> histograms(int loops) {
    Map<Protocol, DurationHistogram> histograms = new EnumMap<>(Protocol.class);
    for (Protocol protocol : Protocol.values()) {
      histograms.put(protocol, new DurationHistogram(loops, StatusClass.COUNT));
    }
    return histograms;
  }

  @Override
  public void exchangeEnded(ExchangeView exchange) {
    int loop = exchange.worker();
    StatusClass statusClass = StatusClass.of(exchange.status());
    record(server, exchange.protocol(), loop, statusClass, exchange.durationNanos());
    Protocol upstreamProtocol = exchange.upstreamProtocol();
    if (upstreamProtocol != null && exchange.upstreamNanos() >= 0) {
      record(client, upstreamProtocol, loop, statusClass, exchange.upstreamNanos());
    }
    Decision decision = exchange.decision();
    if (decision != null) {
      rules.count(loop, decision.rule(), statusClass);
    }
  }

  @Override
  public void connectFailed(int worker, ProxyError cause) {
    requireNonNull(connectFailures.get(cause)).add(worker, 0, 1);
  }

  @Override
  public void requestRepeated(int worker) {
    retries.add(worker, 0, 1);
  }

  private static void record(
      Map<Protocol, DurationHistogram> histograms,
      Protocol protocol,
      int loop,
      StatusClass statusClass,
      long nanos) {
    requireNonNull(histograms.get(protocol)).record(loop, statusClass.digit(), nanos);
  }

  /** Shows the metrics in {@code registry} from then on. */
  public void register(CollectorRegistry registry) {
    registry.register(
        new Collector() {
          @Override
          public List<MetricFamilySamples> collect() {
            return samples();
          }
        });
  }

  private List<MetricFamilySamples> samples() {
    return List.of(
        durations(
            "http_server_request_duration_seconds",
            "From a request's head to the end of its exchange",
            server),
        durations(
            "http_client_request_duration_seconds",
            "From the last byte of a request sent to the upstream to its response's head",
            client),
        requestsByRule(),
        failuresToConnect(),
        new SampleFamily("rehost_retries_total", "Requests sent once more", List.of())
            .add(retries.sum(0))
            .counter());
  }

  private static MetricFamilySamples durations(
      String name, String help, Map<Protocol, DurationHistogram> histograms) {
    SampleFamily family = new SampleFamily(name, help, DURATION_LABELS);
    histograms.forEach(
        (protocol, histogram) -> {
          for (StatusClass statusClass : StatusClass.values()) {
            Snapshot snapshot = histogram.snapshot(statusClass.digit());
            if (snapshot.count() > 0) {
              family.addHistogram(snapshot, statusClass.label(), protocol.toString());
            }
          }
        });
    return family.histogram();
  }

  private MetricFamilySamples requestsByRule() {
    SampleFamily family =
        new SampleFamily(
            "rehost_rule_requests_total",
            "Requests by the rule that decided",
            List.of("rule", "status_class"));
    rules.forEach((rule, statusClass, count) -> family.add(count, rule, statusClass.label()));
    return family.counter();
  }

  /** Several causes may share a token: their numbers are one. */
  private MetricFamilySamples failuresToConnect() {
    SampleFamily family =
        new SampleFamily(
            "rehost_upstream_connect_failures_total",
            "Connections to upstreams that could not be made",
            List.of("reason"));
    Map<String, Long> byReason = new TreeMap<>();
    connectFailures.forEach(
        (cause, failures) -> byReason.merge(cause.token(), failures.sum(0), Long::sum));
    byReason.forEach(
        (reason, count) -> {
          if (count > 0) {
            family.add(count, reason);
          }
        });
    return family.counter();
  }
}

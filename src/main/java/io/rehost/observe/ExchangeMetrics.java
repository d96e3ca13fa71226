package io.rehost.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.rehost.proxy.ExchangeListener;
import io.rehost.proxy.ExchangeView;
import io.rehost.rule.Decision;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Counts exchanges. Labels come from rules and statuses, never from clients: the first {@value
 * #MAX_RULES} rules that are hit have a name of their own, the others share one.
 */
public final class ExchangeMetrics implements ExchangeListener {
  private static final int MAX_RULES = 200;
  private static final String OTHER = "_other";
  private static final String UNMATCHED = "_unmatched";
  private static final String[] CLASSES = {"none", "1xx", "2xx", "3xx", "4xx", "5xx"};

  /** The boundaries of OpenTelemetry's semantic conventions for HTTP durations. */
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(75),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofMillis(750),
    Duration.ofSeconds(1),
    Duration.ofMillis(2500),
    Duration.ofSeconds(5),
    Duration.ofMillis(7500),
    Duration.ofSeconds(10)
  };

  private final MeterRegistry registry;
  private final Timer[] server = new Timer[CLASSES.length];
  private final Timer[] client = new Timer[CLASSES.length];
  private final Map<String, Counter[]> rules = new ConcurrentHashMap<>();

  /** Registers its meters with {@code registry}. */
  public ExchangeMetrics(MeterRegistry registry) {
    this.registry = registry;
    for (int i = 0; i < CLASSES.length; i++) {
      server[i] = timer("http.server.request.duration", CLASSES[i]);
      client[i] = timer("http.client.request.duration", CLASSES[i]);
    }
  }

  @Override
  public void exchangeEnded(ExchangeView exchange) {
    int statusClass = Math.clamp(exchange.status() / 100, 0, CLASSES.length - 1);
    server[statusClass].record(exchange.durationNanos(), TimeUnit.NANOSECONDS);
    if (exchange.upstreamNanos() >= 0) {
      client[statusClass].record(exchange.upstreamNanos(), TimeUnit.NANOSECONDS);
    }
    Decision decision = exchange.decision();
    if (decision != null) {
      countersOf(decision)[statusClass].increment();
    }
  }

  private Counter[] countersOf(Decision decision) {
    String name = decision.rule() == null ? UNMATCHED : decision.rule().name();
    Counter[] counters = rules.get(name);
    if (counters != null) {
      return counters;
    }
    boolean full = rules.size() >= MAX_RULES && !name.equals(UNMATCHED);
    return rules.computeIfAbsent(full ? OTHER : name, this::counters);
  }

  private Counter[] counters(String rule) {
    Counter[] counters = new Counter[CLASSES.length];
    for (int i = 0; i < CLASSES.length; i++) {
      counters[i] =
          Counter.builder("rehost.rule.requests")
              .description("Requests by the rule that decided")
              .tag("rule", rule)
              .tag("status_class", CLASSES[i])
              .register(registry);
    }
    return counters;
  }

  private Timer timer(String name, String statusClass) {
    return Timer.builder(name)
        .description("Duration of HTTP requests")
        .tag("status_class", statusClass)
        .tag("protocol", "http1")
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }
}

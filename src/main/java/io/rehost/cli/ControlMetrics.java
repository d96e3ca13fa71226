package io.rehost.cli;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.rehost.injector.webhook.ReviewListener;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of mode {@code injector} (docs/injector.md). Labels are the names of webhooks and of
 * results, never a text of clients. Thread-safe.
 */
final class ControlMetrics implements ReviewListener {
  /** Up to {@code timeoutSeconds}; a verdict takes a few milliseconds, or waits for a ConfigMap. */
  private static final Duration[] BUCKETS =
      Stream.of(5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000)
          .map(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final MeterRegistry meters;

  /** Every series is there from the start: a rate of one that comes later misses its first step. */
  ControlMetrics(MeterRegistry meters) {
    this.meters = meters;
    for (String webhook : List.of("inject", "validate")) {
      duration(webhook);
      for (Result result : Result.values()) {
        requests(webhook, result);
      }
    }
  }

  /** Whether this replica leads. */
  void leader(BooleanSupplier leads) {
    Gauge.builder("rehost.injector.leader", () -> leads.getAsBoolean() ? 1 : 0)
        .description("1 while this replica is elected, else 0")
        .register(meters);
  }

  /**
   * When the certificate that is served ends.
   *
   * @param expires gives null while there is none
   */
  void certificate(Supplier<@Nullable Instant> expires) {
    Gauge.builder("rehost.webhook.certificate.expiry.timestamp", () -> seconds(expires.get()))
        .baseUnit("seconds")
        .description("When the webhooks' certificate ends, since 1970; NaN while there is none")
        .register(meters);
  }

  private static double seconds(@Nullable Instant time) {
    return time == null ? Double.NaN : time.getEpochSecond();
  }

  /** How many requests of the webhooks have not been answered. */
  void inFlight(IntSupplier requests) {
    Gauge.builder("rehost.webhook.requests.in.flight", requests::getAsInt)
        .description("Requests of the webhooks that have not been answered")
        .register(meters);
  }

  @Override
  public void over(String webhook, Result result, Duration took) {
    requests(webhook, result).increment();
    duration(webhook).record(took);
  }

  private Counter requests(String webhook, Result result) {
    return Counter.builder("rehost.webhook.requests")
        .description("Requests of the webhooks that are over")
        .tag("webhook", webhook)
        .tag("result", result.name().toLowerCase(Locale.ROOT))
        .register(meters);
  }

  private Timer duration(String webhook) {
    return Timer.builder("rehost.webhook.request.duration")
        .description("From the head of a request until its response")
        .tag("webhook", webhook)
        .serviceLevelObjectives(BUCKETS)
        .register(meters);
  }
}

package io.rehost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.rehost.injector.webhook.ReviewListener.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** docs/injector.md, metrics; their names in Prometheus are seen by InjectorIT. */
class ControlMetricsTest {
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final ControlMetrics metrics = new ControlMetrics(meters);

  private double gauge(String name) {
    return meters.get(name).gauge().value();
  }

  private double requests(String webhook, String result) {
    return meters
        .get("rehost.webhook.requests")
        .tags("webhook", webhook, "result", result)
        .counter()
        .count();
  }

  @Test
  void theLeaderIsOneAndFollowersAreZero() {
    AtomicBoolean leads = new AtomicBoolean();
    metrics.leader(leads::get);
    assertThat(gauge("rehost.injector.leader")).isZero();
    leads.set(true);
    assertThat(gauge("rehost.injector.leader")).isEqualTo(1);
  }

  @Test
  void theEndOfTheCertificateIsNoNumberUntilThereIsOne() {
    AtomicReference<@Nullable Instant> expires = new AtomicReference<>();
    metrics.certificate(expires::get);
    assertThat(gauge("rehost.webhook.certificate.expiry.timestamp")).isNaN();
    expires.set(Instant.ofEpochSecond(1_800_000_000));
    assertThat(gauge("rehost.webhook.certificate.expiry.timestamp")).isEqualTo(1_800_000_000);
  }

  @Test
  void requestsAreCountedByWebhookAndResultFromZeroOn() {
    assertThat(requests("validate", "denied")).isZero();
    metrics.over("inject", Result.DENIED, Duration.ofMillis(30));
    metrics.over("inject", Result.ALLOWED, Duration.ofMillis(10));
    metrics.over("other", Result.REFUSED, Duration.ofMillis(1));
    assertThat(requests("inject", "denied")).isEqualTo(1);
    assertThat(requests("inject", "allowed")).isEqualTo(1);
    assertThat(requests("other", "refused")).isEqualTo(1);
    assertThat(requests("validate", "denied")).isZero();
    assertThat(
            meters
                .get("rehost.webhook.request.duration")
                .tag("webhook", "inject")
                .timer()
                .totalTime(TimeUnit.MILLISECONDS))
        .isEqualTo(40);
  }

  @Test
  void requestsInFlightAreThoseOfTheMoment() {
    AtomicInteger requests = new AtomicInteger(3);
    metrics.inFlight(requests::get);
    assertThat(gauge("rehost.webhook.requests.in.flight")).isEqualTo(3);
  }
}

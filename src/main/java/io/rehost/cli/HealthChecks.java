package io.rehost.cli;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/** The management port's answers about {@link Vitals}. */
@Singleton
class HealthChecks {
  /** A watch that is away for less than this comes back without anyone's help. */
  static final Duration REPORTED_AFTER = Duration.ofSeconds(60);

  private final Vitals vitals;

  HealthChecks(Vitals vitals) {
    this.vitals = vitals;
  }

  @Produces
  @Singleton
  @Liveness
  HealthCheck eventLoops() {
    return () -> HealthCheckResponse.named("event-loops").status(vitals.live()).build();
  }

  @Produces
  @Singleton
  @Startup
  HealthCheck listeners() {
    return () ->
        HealthCheckResponse.named("listeners").status(vitals.started(Instant.now())).build();
  }

  @Produces
  @Singleton
  @Readiness
  HealthCheck draining() {
    return () -> HealthCheckResponse.named("not-draining").status(!vitals.draining()).build();
  }

  /**
   * A dead watch is told, but is no reason to take the pod out of service: its rules still hold.
   */
  @Produces
  @Singleton
  @Readiness
  HealthCheck needed() {
    return () -> {
      HealthCheckResponseBuilder answer =
          HealthCheckResponse.named(vitals.needed()).status(vitals.good());
      Duration unwatched = vitals.unwatched(Instant.now());
      if (unwatched != null && unwatched.compareTo(REPORTED_AFTER) >= 0) {
        answer.withData("degraded", "not watched for " + unwatched.toSeconds() + "s");
      }
      return answer.build();
    };
  }
}

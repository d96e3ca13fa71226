package io.rehost.cli;

import io.prometheus.client.CollectorRegistry;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/**
 * The one registry that {@code /metrics} is written from. Quarkus' own producer has no scope: who
 * injects that gets a new one, which nobody reads.
 */
@Singleton
class ScrapedCollectors {

  @Produces
  @Singleton
  CollectorRegistry collectors() {
    return new CollectorRegistry(true);
  }
}

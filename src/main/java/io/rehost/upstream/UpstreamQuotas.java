package io.rehost.upstream;

import io.rehost.rule.Destination;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The quotas of all destinations. Thread-safe. */
public final class UpstreamQuotas {
  private final int maxConnections;
  private final Map<Destination, UpstreamQuota> quotas = new ConcurrentHashMap<>();

  /** Allows {@code maxConnections} (at least 1) to each destination. */
  public UpstreamQuotas(int maxConnections) {
    this.maxConnections = maxConnections;
  }

  UpstreamQuota of(Destination destination) {
    return quotas.computeIfAbsent(destination, unused -> new UpstreamQuota(maxConnections));
  }

  /** How many connections to origins are open or being opened. */
  public int open() {
    return quotas.values().stream().mapToInt(UpstreamQuota::open).sum();
  }

  /** How many of these are being opened. */
  public int connecting() {
    return quotas.values().stream().mapToInt(UpstreamQuota::connecting).sum();
  }

  /** How many of these are open and unused. */
  public int idle() {
    return quotas.values().stream().mapToInt(UpstreamQuota::idle).sum();
  }
}

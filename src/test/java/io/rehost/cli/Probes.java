package io.rehost.cli;

import io.rehost.probe.VhostProbe;
import io.rehost.upstream.UpstreamSettings;
import java.time.Duration;

/** Probes that may go anywhere. */
final class Probes {
  /** Waits longer than any machine needs. */
  static final VhostProbe PATIENT = waiting(Duration.ofMinutes(2));

  private Probes() {}

  static VhostProbe waiting(Duration response) {
    Duration connect = Duration.ofMinutes(1);
    return new VhostProbe(
        new UpstreamSettings(connect, connect, 1, 1, 32 * 1024, address -> true), response);
  }
}

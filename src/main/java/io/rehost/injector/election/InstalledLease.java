package io.rehost.injector.election;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;

/**
 * A Lease that may have been installed, so that it is removed with everything else: as long as it
 * says nothing, nobody holds it. The client's own lock would fail at one for ever.
 */
final class InstalledLease extends LeaseLock {
  private static final ZonedDateTime NEVER = Instant.EPOCH.atZone(ZoneOffset.UTC);

  InstalledLease(String namespace, String name, String identity) {
    super(namespace, name, identity);
  }

  @Override
  protected LeaderElectionRecord toRecord(Lease lease) {
    return saysWhen(lease.getSpec())
        ? super.toRecord(lease)
        : new LeaderElectionRecord("", Duration.ofSeconds(1), NEVER, NEVER, 0);
  }

  private static boolean saysWhen(@Nullable LeaseSpec spec) {
    return spec != null
        && spec.getLeaseDurationSeconds() != null
        && spec.getAcquireTime() != null
        && spec.getRenewTime() != null;
  }
}

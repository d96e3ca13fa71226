package io.rehost.injector.election;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.Lock;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A lease that knows when it was last written by us, and says once when it can't be reached.
 *
 * <p>The age of another's lease is counted from when this replica first saw it, not from the time
 * written in it: clocks of two nodes may differ by more than a lease lasts. (client-go does so too;
 * the client's elector compares the clocks.)
 *
 * <p>Called by one elector at a time; {@link #sinceWritten} from any thread.
 */
final class WatchedLease implements Lock {
  private static final Logger LOG = Logger.getLogger(WatchedLease.class);

  private final Lock lease;
  private volatile @Nullable Long writtenAt;
  private @Nullable LeaderElectionRecord seen;
  private ZonedDateTime seenAt = now();
  private @Nullable String failure;

  WatchedLease(Lock lease) {
    this.lease = lease;
  }

  /** How long ago the last write began that succeeded; null if there was none. */
  @Nullable Duration sinceWritten() {
    Long at = writtenAt;
    return at == null ? null : Duration.ofNanos(System.nanoTime() - at);
  }

  @Override
  public @Nullable LeaderElectionRecord get(KubernetesClient client) {
    LeaderElectionRecord there = reporting(() -> lease.get(client));
    if (there == null) {
      return null;
    }
    if (!there.equals(seen)) {
      seen = there;
      seenAt = now();
    }
    return there.toBuilder().renewTime(seenAt).build();
  }

  @Override
  public void create(KubernetesClient client, LeaderElectionRecord record) {
    write(() -> lease.create(client, record));
  }

  @Override
  public void update(KubernetesClient client, LeaderElectionRecord record) {
    // A released lease has no holder, but the client's merge patch leaves out what is null.
    LeaderElectionRecord written =
        record.getHolderIdentity() == null ? record.toBuilder().holderIdentity("").build() : record;
    write(() -> lease.update(client, written));
  }

  private void write(Runnable request) {
    long begin = System.nanoTime();
    reporting(
        () -> {
          request.run();
          return null;
        });
    writtenAt = begin;
  }

  /** The elector goes on after this kind of exception only. */
  private <T> @Nullable T reporting(Supplier<@Nullable T> request) {
    try {
      T result = request.get();
      reached();
      return result;
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        failed(e);
      }
      throw e;
    } catch (RuntimeException e) {
      failed(e);
      throw new KubernetesClientException(e.toString(), e);
    }
  }

  private void reached() {
    if (failure != null) {
      failure = null;
      LOG.infof("lease reached again lease=\"%s\"", describe());
    }
  }

  private void failed(RuntimeException cause) {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String reason = String.valueOf(root).replaceAll("\\s+", " ");
    if (!reason.equals(failure)) {
      failure = reason;
      LOG.warnf("lease not reached, retrying lease=\"%s\" reason=\"%s\"", describe(), reason);
    }
  }

  @Override
  public String identity() {
    return lease.identity();
  }

  @Override
  public String describe() {
    return lease.describe();
  }

  private static ZonedDateTime now() {
    return ZonedDateTime.now(ZoneOffset.UTC);
  }
}

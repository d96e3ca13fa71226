package io.rehost.upstream;

import io.netty.channel.EventLoop;
import io.rehost.rule.Destination;
import io.rehost.upstream.Opening.Pending;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop. Client and upstream channel of an exchange share the loop: no
 * hand-over, no locks.
 */
public final class UpstreamPool {
  private final EventLoop loop;
  private final Connector connector;
  private final UpstreamSettings settings;
  private final UpstreamQuotas quotas;
  private final Map<Destination, UpstreamBucket> buckets = new HashMap<>();

  /** A pool for {@code loop}; {@code quotas} is shared by the pools of all loops. */
  public UpstreamPool(
      EventLoop loop, Connector connector, UpstreamSettings settings, UpstreamQuotas quotas) {
    this.loop = loop;
    this.connector = connector;
    this.settings = settings;
    this.quotas = quotas;
  }

  /**
   * Takes an unused connection, or arranges for one.
   *
   * @param connectMillis until a new connection stands; at least 1
   * @return a connection that is open and was used before; null if {@code waiter} is called
   *     instead, which may happen before this returns
   */
  public @Nullable UpstreamStream acquire(
      Destination destination, int connectMillis, ConnectionWaiter waiter) {
    UpstreamBucket bucket = bucketOf(destination);
    UpstreamStream unused = bucket.take();
    if (unused == null) {
      bucket.open(new Pending(connectMillis, waiter));
    }
    return unused;
  }

  /**
   * Connects anew even if there are unused connections, as after one of them proved stale. Those of
   * HTTP/2 are known to be none of the stale ones as long as they are open.
   */
  public void acquireNew(Destination destination, int connectMillis, ConnectionWaiter waiter) {
    UpstreamBucket bucket = bucketOf(destination);
    UpstreamStream stream = bucket.takeStream();
    if (stream == null) {
      bucket.open(new Pending(connectMillis, waiter));
    } else {
      waiter.connected(stream);
    }
  }

  /** Each request passes here: the usual case allocates nothing. */
  private UpstreamBucket bucketOf(Destination destination) {
    UpstreamBucket bucket = buckets.get(destination);
    return bucket == null ? buckets.computeIfAbsent(destination, this::newBucket) : bucket;
  }

  private UpstreamBucket newBucket(Destination destination) {
    return new UpstreamBucket(loop, connector, settings, destination, quotas.of(destination));
  }

  /** Closes what has not been used for the idle time; called now and then. */
  public void closeStale() {
    long now = System.nanoTime();
    long idle = settings.idleTimeout().toNanos();
    buckets.values().forEach(bucket -> bucket.closeIdleSince(now - idle));
  }

  /** Closes what is not in use. */
  public void closeIdle() {
    buckets.values().forEach(bucket -> bucket.closeIdleSince(System.nanoTime()));
  }
}

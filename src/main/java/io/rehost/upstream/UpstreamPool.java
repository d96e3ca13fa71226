package io.rehost.upstream;

import io.netty.channel.EventLoop;
import io.rehost.rule.Destination;
import io.rehost.upstream.UpstreamFailure.Kind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
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
  private final Map<Destination, Bucket> buckets = new HashMap<>();

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
    Bucket bucket = bucketOf(destination);
    Http1Connection unused = bucket.pollIdle();
    if (unused != null) {
      return unused;
    }
    bucket.open(new Pending(connectMillis, waiter));
    return null;
  }

  /** Connects anew even if there are unused connections, as after one of them proved stale. */
  public void acquireNew(Destination destination, int connectMillis, ConnectionWaiter waiter) {
    bucketOf(destination).open(new Pending(connectMillis, waiter));
  }

  /** Each request passes here: the usual case allocates nothing. */
  private Bucket bucketOf(Destination destination) {
    Bucket bucket = buckets.get(destination);
    return bucket == null ? buckets.computeIfAbsent(destination, Bucket::new) : bucket;
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

  private record Pending(int connectMillis, ConnectionWaiter waiter) {}

  /** The connections to one destination. */
  final class Bucket {
    private final Destination destination;
    private final UpstreamQuota quota;

    /** Last in, first out: the rest gets old and is closed. */
    private final Deque<Http1Connection> idle = new ArrayDeque<>();

    private final Queue<Pending> waiting = new ArrayDeque<>();

    /** For whoever counts connections, on any thread; written on the event loop only. */
    private final AtomicInteger unused = new AtomicInteger();

    private final AtomicInteger connecting = new AtomicInteger();

    Bucket(Destination destination) {
      this.destination = destination;
      this.quota = quotas.of(destination);
      quota.join(this);
    }

    @Nullable Http1Connection pollIdle() {
      Http1Connection connection = idle.pollFirst();
      while (connection != null && !connection.isOpen()) {
        connection = idle.pollFirst();
      }
      unused.lazySet(idle.size());
      if (connection != null) {
        connection.take();
      }
      return connection;
    }

    void open(Pending pending) {
      if (waiting.isEmpty() && quota.tryOpen()) {
        connect(pending);
      } else if (waiting.size() < settings.maxPending()) {
        waiting.add(pending);
        quota.starve(this);
        serve();
      } else {
        pending
            .waiter()
            .connectFailed(
                new UpstreamFailure(
                    Kind.POOL_EXHAUSTED,
                    "too many requests wait for a connection to " + destination.upstream()));
      }
    }

    private void connect(Pending pending) {
      connecting.incrementAndGet();
      connector.connect(
          loop,
          destination,
          pending.connectMillis(),
          (channel, address) -> {
            connecting.decrementAndGet();
            Http1Connection connection = new Http1Connection(channel, address, this);
            channel.pipeline().addLast(connection);
            connection.take();
            pending.waiter().connected(connection);
          },
          failure -> {
            connecting.decrementAndGet();
            quota.closed();
            pending.waiter().connectFailed(failure);
          });
    }

    void release(Http1Connection connection) {
      if (!connection.isOpen()) {
        return;
      }
      Pending next = waiting.poll();
      if (next != null) {
        if (waiting.isEmpty()) {
          quota.fed(this);
        }
        connection.take();
        next.waiter().connected(connection);
      } else if (quota.wantedElsewhere(this)) {
        connection.close();
      } else {
        connection.idleSince = System.nanoTime();
        idle.addFirst(connection);
        unused.lazySet(idle.size());
      }
    }

    void closed(Http1Connection connection) {
      idle.remove(connection);
      unused.lazySet(idle.size());
      quota.closed();
    }

    int unused() {
      return unused.get();
    }

    int connecting() {
      return connecting.get();
    }

    void closeIdleSince(long time) {
      while (!idle.isEmpty() && idle.getLast().idleSince - time <= 0) {
        idle.removeLast().close();
      }
    }

    void executeServe() {
      loop.execute(this::serve);
    }

    void executeYield() {
      loop.execute(
          () -> {
            if (!idle.isEmpty()) {
              idle.removeLast().close();
            }
          });
    }

    private void serve() {
      while (!waiting.isEmpty() && quota.tryOpen()) {
        connect(waiting.remove());
      }
      if (waiting.isEmpty()) {
        quota.fed(this);
      }
    }
  }
}

package io.rehost.upstream;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.rehost.rule.Destination;
import io.rehost.rule.Protocol;
import io.rehost.upstream.Opening.Pending;
import io.rehost.upstream.UpstreamFailure.Kind;
import io.rehost.wire.Http2ClientCodec;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The connections of one event loop to one destination, and who waits for one. */
final class UpstreamBucket {
  private final EventLoop loop;
  private final Connector connector;
  private final UpstreamSettings settings;
  private final Destination destination;
  private final UpstreamQuota quota;

  /** Last in, first out: the rest gets old and is closed. */
  private final Deque<Http1Connection> idle = new ArrayDeque<>();

  private final Queue<Pending> waiting = new ArrayDeque<>();

  /** Null where only HTTP/1.1 is spoken. */
  private final @Nullable Http2Connections shared;

  /** For whoever counts connections, on any thread; written on the event loop only. */
  private final AtomicInteger unused = new AtomicInteger();

  private final AtomicInteger connecting = new AtomicInteger();

  UpstreamBucket(
      EventLoop loop,
      Connector connector,
      UpstreamSettings settings,
      Destination destination,
      UpstreamQuota quota) {
    this.loop = loop;
    this.connector = connector;
    this.settings = settings;
    this.destination = destination;
    this.quota = quota;
    this.shared = Http2Connections.to(destination);
    quota.join(this);
  }

  @Nullable UpstreamStream take() {
    UpstreamStream stream = takeStream();
    return stream == null ? pollIdle() : stream;
  }

  @Nullable UpstreamStream takeStream() {
    if (shared == null) {
      return null;
    }
    UpstreamStream stream = shared.take();
    countUnused();
    return stream;
  }

  private void countUnused() {
    unused.lazySet(idle.size() + (shared == null ? 0 : shared.idle()));
  }

  private @Nullable Http1Connection pollIdle() {
    Http1Connection connection = idle.pollFirst();
    while (connection != null && !connection.isOpen()) {
      connection = idle.pollFirst();
    }
    countUnused();
    if (connection != null) {
      connection.take();
    }
    return connection;
  }

  void open(Pending pending) {
    if (waiting.isEmpty() && (joins(pending) || opens(pending))) {
      return;
    }
    if (waiting.size() < settings.maxPending()) {
      waiting.add(pending);
      quota.starve(this);
      serve();
    } else {
      fail(pending, "too many requests wait for a connection to " + destination.upstream());
    }
  }

  private static void fail(Pending pending, String detail) {
    pending.waiter().connectFailed(new UpstreamFailure(Kind.POOL_EXHAUSTED, detail));
  }

  private boolean joins(Pending pending) {
    return shared != null && shared.join(pending);
  }

  private boolean opens(Pending pending) {
    boolean allowed = quota.tryOpen();
    if (allowed) {
      connect(pending);
    }
    return allowed;
  }

  private void connect(Pending pending) {
    Opening opening = new Opening(pending);
    connecting.incrementAndGet();
    if (shared != null) {
      shared.opening(opening);
    }
    connector.connect(
        loop,
        destination,
        pending.connectMillis(),
        established -> opened(opening, established),
        failure -> {
          connecting.decrementAndGet();
          if (shared != null) {
            shared.opened(opening, null);
          }
          quota.closed();
          opening.waiting().forEach(each -> each.waiter().connectFailed(failure));
        });
  }

  private void opened(Opening opening, Connector.Established established) {
    connecting.decrementAndGet();
    Http2ClientCodec http2 = established.http2();
    if (shared != null) {
      shared.opened(opening, http2 == null ? Protocol.HTTP1 : Protocol.H2);
    }
    if (http2 == null || shared == null) {
      openedHttp1(opening, established);
    } else {
      openedHttp2(opening, established, http2, shared);
    }
  }

  /** For the first who waits; the others need connections of their own. */
  private void openedHttp1(Opening opening, Connector.Established established) {
    Channel channel = established.channel();
    Http1Connection connection = new Http1Connection(channel, established.address(), this);
    channel.pipeline().addLast(connection);
    connection.take();
    opening.waiting().remove().waiter().connected(connection);
    opening.waiting().forEach(this::open);
  }

  private void openedHttp2(
      Opening opening,
      Connector.Established established,
      Http2ClientCodec codec,
      Http2Connections connections) {
    Http2Connection connection =
        new Http2Connection(
            established.channel(),
            codec,
            established.address(),
            this,
            destination.tls() != null,
            settings.connectTimeout());
    established.channel().pipeline().addLast(connection);
    if (connection.maxStreams() == 0) {
      connection.close();
      opening.waiting().forEach(each -> fail(each, "the upstream takes no requests"));
      return;
    }
    connections.add(connection);
    opening.waiting().forEach(this::streamOr);
    serve();
    countUnused();
  }

  private void streamOr(Pending pending) {
    UpstreamStream stream = takeStream();
    if (stream == null) {
      open(pending);
    } else {
      pending.waiter().connected(stream);
    }
  }

  /** Streams have ended, or there may be more of them. */
  void changed(Http2Connection connection) {
    if (shared == null) {
      return;
    }
    shared.changed(connection);
    serve();
    if (quota.wantedElsewhere(this)) {
      shared.yieldOne();
    }
    countUnused();
  }

  void closed(Http2Connection connection) {
    if (shared != null) {
      shared.remove(connection);
    }
    countUnused();
    quota.closed();
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
      countUnused();
    }
  }

  void closed(Http1Connection connection) {
    idle.remove(connection);
    countUnused();
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
    if (shared != null) {
      shared.closeIdleSince(time);
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
          } else if (shared != null) {
            shared.yieldOne();
          }
        });
  }

  private void serve() {
    while (!waiting.isEmpty()) {
      UpstreamStream stream = takeStream();
      if (stream != null) {
        waiting.remove().waiter().connected(stream);
      } else if (joins(waiting.element())) {
        waiting.remove();
      } else if (quota.tryOpen()) {
        connect(waiting.remove());
      } else {
        return;
      }
    }
    quota.fed(this);
  }
}

package io.rehost.proxy;

import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.rehost.rule.Destination;
import io.rehost.rule.Rule;
import io.rehost.upstream.ConnectionWaiter;
import io.rehost.upstream.UpstreamFailure;
import io.rehost.upstream.UpstreamStream;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The way of one request to its origin: gets a connection, sends the request over it, and sends it
 * over another one if the origin provably did not process it.
 */
final class UpstreamLeg implements ConnectionWaiter {
  private final Exchange exchange;
  private final Worker worker;
  private final HttpRequest head;
  private final Destination destination;
  private final int connectMillis;
  private final @Nullable UpgradeRequest upgrade;

  /** Content that came before there was a connection: one read at most. */
  private @Nullable Queue<HttpContent> early;

  private @Nullable UpstreamStream connection;
  private boolean contentSent;
  private boolean reusable;
  private boolean ended;
  private boolean dropped;
  private int retries;

  UpstreamLeg(
      Exchange exchange,
      Worker worker,
      HttpRequest head,
      Destination destination,
      @Nullable Rule rule,
      @Nullable UpgradeRequest upgrade) {
    this.exchange = exchange;
    this.worker = worker;
    this.head = head;
    this.destination = upgrade == null ? destination : upgrade.overHttp1(destination);
    this.upgrade = upgrade;
    this.connectMillis =
        Math.clamp(worker.settings().connectTimeout(rule).toMillis(), 1, Integer.MAX_VALUE);
  }

  Destination destination() {
    return destination;
  }

  /** Gets the request on its way, at once if there is an unused connection. */
  void start() {
    UpstreamStream unused = worker.pool().acquire(destination, connectMillis, this);
    if (unused != null) {
      use(unused);
    }
  }

  @Override
  public void connected(UpstreamStream fresh) {
    if (dropped) {
      fresh.release();
      return;
    }
    use(fresh);
    flush();
    exchange.upstreamWritabilityChanged();
  }

  private void use(UpstreamStream taken) {
    connection = taken;
    taken.listen(exchange);
    exchange.requestSent(head, taken);
    taken.write(head);
    Queue<HttpContent> waited = early;
    early = null;
    if (waited != null) {
      waited.forEach(content -> send(content, taken));
    }
  }

  /** A connection that was never made carried nothing: any request may be sent over another one. */
  @Override
  public void connectFailed(UpstreamFailure failure) {
    if (failure.kind() != UpstreamFailure.Kind.POOL_EXHAUSTED) {
      worker.listener().connectFailed(worker.index(), ProxyError.of(failure.kind()));
    }
    if (dropped) {
      return;
    }
    if (failure.mayPass() && mayTryAgain()) {
      connectAgain();
    } else {
      exchange.responseFailed(failure);
    }
  }

  /**
   * Sends a request again of which nothing but the head has been handed on: any that the origin
   * says it has not processed (RFC 9113 8.7), and an idempotent one whose connection has been used
   * before, and may have been closed while it was on its way (RFC 9112 9.3.1). False if that is not
   * allowed, any more.
   */
  boolean repeat(UpstreamFailure failure, boolean idempotent) {
    UpstreamStream failed = connection;
    connection = null;
    if (failed == null || contentSent || !mayTryAgain()) {
      return false;
    }
    boolean refused = failure.kind() == UpstreamFailure.Kind.REFUSED;
    boolean stale = failure.kind() == UpstreamFailure.Kind.TERMINATED && failed.reused();
    if (!refused && !(stale && idempotent && ended)) {
      return false;
    }
    if (ended) {
      await(LastHttpContent.EMPTY_LAST_CONTENT);
    }
    connectAgain();
    return true;
  }

  private boolean mayTryAgain() {
    return retries < worker.settings().retries();
  }

  private void connectAgain() {
    retries++;
    worker.listener().requestRepeated(worker.index());
    worker.pool().acquireNew(destination, connectMillis, this);
  }

  void write(HttpContent content) {
    if (connection == null) {
      await(content);
    } else {
      send(content, connection);
    }
  }

  private void await(HttpContent content) {
    if (early == null) {
      early = new ArrayDeque<>(2);
    }
    early.add(content);
  }

  private void send(HttpContent content, UpstreamStream to) {
    contentSent |= content.content().isReadable();
    if (content instanceof LastHttpContent last) {
      ended = true;
      contentSent |= !last.trailingHeaders().isEmpty();
    }
    to.write(content);
  }

  void flush() {
    if (connection != null) {
      connection.flush();
    }
  }

  boolean isConnected() {
    return connection != null;
  }

  boolean takesContent() {
    return connection != null && connection.isWritable();
  }

  void setReading(boolean reading) {
    if (connection != null) {
      connection.setReading(reading);
    }
  }

  /** Whether this 101 is what the request has asked for. */
  boolean askedFor(HttpResponse response) {
    return upgrade != null && upgrade.isGrantedBy(response);
  }

  /** The origin gives its final response, which says whether its connection goes on after it. */
  void responseStarts(HttpResponse head) {
    reusable = HttpUtil.isKeepAlive(head);
  }

  /** The origin has changed to another protocol, as it was asked to. */
  void openTunnel() {
    reusable = true;
    if (connection != null) {
      connection.openTunnel(worker.settings().timeouts().idle());
    }
  }

  /**
   * The exchange is over; the connection may carry another unless there is still a request on its
   * way, or the origin has said otherwise.
   */
  void end(boolean requestComplete) {
    if (requestComplete && reusable) {
      release();
    } else {
      drop();
    }
  }

  private void release() {
    UpstreamStream used = connection;
    connection = null;
    dropped = true;
    if (used != null) {
      used.release();
    }
  }

  /** The exchange is over, and with it the connection. */
  void drop() {
    dropped = true;
    if (connection != null) {
      connection.close();
      connection = null;
    }
    if (early != null) {
      early.forEach(HttpContent::release);
      early = null;
    }
  }
}

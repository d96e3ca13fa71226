package io.rehost.injector.webhook;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The connections of the webhooks, how many there may be, and how they are bidden to go elsewhere.
 * To be used on their event loop, but for {@link #draining} and {@link #awaitHeard}.
 */
final class Clients {
  private static final int ANY_STREAM = Integer.MAX_VALUE;

  private final Vertx vertx;
  private final WebhookLimits limits;
  private final Set<HttpConnection> open = new HashSet<>();

  /** Those without a request as yet, by the timer that ends them. */
  private final Map<HttpConnection, Long> unheard = new HashMap<>();

  private final InFlight waitedFor = new InFlight();
  private volatile boolean draining;
  private boolean refusing;

  Clients(Vertx vertx, WebhookLimits limits) {
    this.vertx = vertx;
    this.limits = limits;
  }

  void connected(HttpConnection connection) {
    if (refusing || open.size() >= limits.connections()) {
      connection.close();
      return;
    }
    open.add(connection);
    waitedFor.enter();
    unheard.put(connection, vertx.setTimer(limits.head().toMillis(), _ -> connection.close()));
    connection.closeHandler(
        _ -> {
          open.remove(connection);
          heard(connection);
        });
  }

  /** It has sent the head of a request, which is in flight already. */
  void requested(HttpConnection connection) {
    heard(connection);
    if (draining) {
      goAway(connection);
    }
  }

  private void heard(HttpConnection connection) {
    Long timer = unheard.remove(connection);
    if (timer != null) {
      vertx.cancelTimer(timer);
      waitedFor.leave();
    }
  }

  /** From now on each response is the last one of its connection. */
  void drain() {
    draining = true;
    open.forEach(Clients::goAway);
  }

  /** Whether responses are the last ones of their connections. */
  boolean draining() {
    return draining;
  }

  /** From now on new connections are closed; those that stand are served. */
  void refuse() {
    refusing = true;
  }

  /** Waits until each connection has sent a request, or has been closed as it sent none. */
  boolean awaitHeard(Deadline end) throws InterruptedException {
    return waitedFor.awaitNone(end);
  }

  /**
   * GOAWAY that names no stream: what is on its way already is served (RFC 9113 6.8), and the
   * client closes. A connection of HTTP/1.1 (whose window size is -1) ends with its next response.
   */
  private static void goAway(HttpConnection connection) {
    if (connection.getWindowSize() >= 0) {
      connection.goAway(0, ANY_STREAM);
    }
  }
}

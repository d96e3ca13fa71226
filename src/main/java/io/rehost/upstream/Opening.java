package io.rehost.upstream;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/** A connection on its way, and who waits for it. */
final class Opening {
  /**
   * A request without a connection.
   *
   * @param connectMillis how long a new connection may take
   */
  record Pending(int connectMillis, ConnectionWaiter waiter) {}

  private final Queue<Pending> waiting = new ArrayDeque<>(1);
  private final long end;

  Opening(Pending first) {
    end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(first.connectMillis());
    waiting.add(first);
  }

  /** Whether there is one of {@code seats} left, and the wait is not longer than allowed. */
  boolean takes(Pending pending, long now, int seats) {
    return waiting.size() < seats
        && end - now <= TimeUnit.MILLISECONDS.toNanos(pending.connectMillis());
  }

  void join(Pending pending) {
    waiting.add(pending);
  }

  /** Those who wait, the one who opened it first. */
  Queue<Pending> waiting() {
    return waiting;
  }
}

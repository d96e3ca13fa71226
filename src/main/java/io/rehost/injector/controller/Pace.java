package io.rehost.injector.controller;

import java.time.Duration;

/** Hands out times that are at least an interval apart, in turn. Safe from any thread. */
final class Pace {
  private final long intervalNanos;
  private long next = System.nanoTime();

  /**
   * @param interval zero: no wait
   */
  Pace(Duration interval) {
    intervalNanos = interval.toNanos();
  }

  /** How long to wait for one's turn, which is taken; zero after a rest of an interval. */
  synchronized Duration turn() {
    long now = System.nanoTime();
    long mine = Math.max(next - now, 0) + now;
    next = mine + intervalNanos;
    return Duration.ofNanos(mine - now);
  }
}

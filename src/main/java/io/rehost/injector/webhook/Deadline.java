package io.rehost.injector.webhook;

import java.time.Duration;

/** A moment until which something is of use. Immutable. */
final class Deadline {
  private final Duration from;
  private final long end;

  private Deadline(Duration from) {
    this.from = from;
    this.end = System.nanoTime() + from.toNanos();
  }

  /** So much later than now. */
  static Deadline in(Duration time) {
    return new Deadline(time);
  }

  /** What is left of the time; never negative. */
  Duration left() {
    return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
  }

  boolean passed() {
    return left().isZero();
  }

  /** All of the time, for people: {@code 9.5 s}. */
  @Override
  public String toString() {
    return from.toMillis() / 1000.0 + " s";
  }
}

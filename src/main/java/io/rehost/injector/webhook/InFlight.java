package io.rehost.injector.webhook;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How many there are of what a drain waits for. Thread-safe. */
final class InFlight {
  private int count;

  synchronized void enter() {
    count++;
  }

  synchronized void leave() {
    count--;
    notifyAll();
  }

  synchronized int count() {
    return count;
  }

  /** Waits until there are none; false if the time is over before. */
  synchronized boolean awaitNone(Deadline end) throws InterruptedException {
    while (count > 0) {
      Duration left = end.left();
      if (left.isZero()) {
        return false;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left.toNanos());
    }
    return true;
  }
}

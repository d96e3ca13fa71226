package io.rehost.injector.webhook;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Requests that have not been answered, and the bytes that they hold. Thread-safe. */
final class InFlight {
  private final int mostBytes;
  private int requests;
  private int bytes;

  InFlight(int mostBytes) {
    this.mostBytes = mostBytes;
  }

  synchronized void enter() {
    requests++;
  }

  synchronized void leave() {
    requests--;
    notifyAll();
  }

  /** Whether that many bytes more may be held; they are, then, until given back. */
  synchronized boolean take(int more) {
    if (more > mostBytes - bytes) {
      return false;
    }
    bytes += more;
    return true;
  }

  synchronized void giveBack(int held) {
    bytes -= held;
  }

  /** Waits until every request is answered; false if the time is over before. */
  synchronized boolean awaitNone(Duration atMost) throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    while (requests > 0) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return true;
  }
}

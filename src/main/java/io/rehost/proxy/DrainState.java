package io.rehost.proxy;

import java.util.concurrent.atomic.AtomicInteger;

/** How far the end has come, and how many clients are still connected. Thread-safe. */
final class DrainState {
  private volatile boolean announced;
  private final AtomicInteger connections = new AtomicInteger();

  /** From now on every response says that its connection closes. */
  void announce() {
    announced = true;
  }

  boolean announced() {
    return announced;
  }

  /** Counts a client in; returns how many there are now. */
  int connected() {
    return connections.incrementAndGet();
  }

  /** Counts a client out, and wakes whoever waits for the last one. */
  void disconnected() {
    if (connections.decrementAndGet() == 0 && announced) {
      synchronized (this) {
        notifyAll();
      }
    }
  }

  int connections() {
    return connections.get();
  }

  /** Waits until nobody is connected; false if that took longer than {@code nanos}. */
  synchronized boolean awaitNone(long nanos) throws InterruptedException {
    long end = System.nanoTime() + nanos;
    while (connections.get() > 0) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }
}

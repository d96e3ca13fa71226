package io.rehost.source;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Runs one action on a worker after it has been asked for: at once, but never more often than the
 * spacing, and never more than one waiting. A thousand calls make a handful of runs, and a run
 * always follows the last call. The action must look at the present state, not at what woke it.
 */
final class Wakeup {
  private static final Logger LOG = Logger.getLogger(Wakeup.class);

  private final ScheduledExecutorService worker;
  private final long spacingNanos;
  private final Runnable action;
  private final AtomicBoolean waiting = new AtomicBoolean();
  private volatile long earliest;

  /**
   * @param worker a single thread
   */
  Wakeup(ScheduledExecutorService worker, Duration spacing, Runnable action) {
    this.worker = worker;
    this.spacingNanos = spacing.toNanos();
    this.action = action;
    this.earliest = System.nanoTime();
  }

  /** Any thread; never blocks. */
  void wake() {
    if (waiting.compareAndSet(false, true)) {
      long delay = Math.max(0, earliest - System.nanoTime());
      var unused = worker.schedule(this::run, delay, TimeUnit.NANOSECONDS);
    }
  }

  private void run() {
    waiting.set(false); // before the action looks: a call from now on may bring news
    earliest = System.nanoTime() + spacingNanos;
    try {
      action.run();
    } catch (RuntimeException | Error e) {
      LOG.error("rules sink failed", e);
    }
  }
}

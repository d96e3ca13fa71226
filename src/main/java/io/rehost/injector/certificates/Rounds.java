package io.rehost.injector.certificates;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Runs one action on a daemon thread of its own, every so often and soon after each {@link #wake}.
 * After a failure it waits, from half a second doubling to the usual pause, whoever wakes it; what
 * failed is said once, until it changes or is over.
 */
final class Rounds implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Rounds.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

  /** Between a wake and its round, so that a burst of changes makes one round. */
  private static final long GATHER_MILLIS = 20;

  private final Runnable action;
  private final Duration every;
  private final ScheduledThreadPoolExecutor thread;
  private final AtomicBoolean woken = new AtomicBoolean();
  private final AtomicInteger failures = new AtomicInteger();
  private String failure = "";

  Rounds(String name, Duration every, Runnable action) {
    this.action = action;
    this.every = every;
    this.thread =
        new ScheduledThreadPoolExecutor(
            1,
            Thread.ofPlatform().daemon().name(name).factory(),
            new ThreadPoolExecutor.DiscardPolicy());
    // Nothing that waits is begun after the end.
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** Begins; returns at once. */
  void start() {
    thread.execute(this::scheduled);
  }

  /** Asks for a round soon. Any thread. */
  void wake() {
    if (failures.get() == 0 && woken.compareAndSet(false, true)) {
      var unused = thread.schedule(this::round, GATHER_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /** No round begins after this; one that is under way ends by itself. */
  @Override
  public void close() {
    thread.shutdown();
  }

  private void scheduled() {
    round();
    int failed = failures.get();
    long pause = Math.min(every.toMillis(), FIRST_PAUSE.toMillis() << Math.min(failed, 16));
    long next = failed == 0 ? every.toMillis() : pause;
    var unused = thread.schedule(this::scheduled, next, TimeUnit.MILLISECONDS);
  }

  private void round() {
    woken.set(false);
    try {
      action.run();
      if (failures.getAndSet(0) > 0) {
        LOG.info("webhook certificates: round succeeded again");
      }
      failure = "";
    } catch (RuntimeException | Error e) { // an error would end the rounds for ever, unheard
      if (thread.isShutdown()) {
        return; // the client may be closed by now
      }
      failures.incrementAndGet();
      String reason = reason(e);
      if (!reason.equals(failure)) {
        failure = reason;
        LOG.warnf("webhook certificates: round failed, retrying reason=\"%s\"", reason);
      }
    }
  }

  /** The client's message with the API server's, which names what is not allowed. */
  private static String reason(Throwable thrown) {
    Throwable cause = thrown.getCause();
    return cause == null ? thrown.toString() : thrown + ": " + cause.getMessage();
  }
}

package io.rehost.cli;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * A part that is closed beside other work, and waited for no longer than it may take; what comes
 * after that does not keep the process from ending. For one thread.
 */
final class BoundedEnd {
  private static final Logger LOG = Logger.getLogger(BoundedEnd.class);

  private final Thread thread;
  private final Duration limit;
  private final long end;

  private BoundedEnd(Thread thread, Duration limit) {
    this.thread = thread;
    this.limit = limit;
    this.end = System.nanoTime() + limit.toNanos();
  }

  /**
   * Begins to close it.
   *
   * @param name of the thread that does, and of the part in the log
   * @param limit from now on
   */
  static BoundedEnd begin(String name, AutoCloseable part, Duration limit) {
    return new BoundedEnd(
        Thread.ofPlatform().daemon().name(name).start(() -> close(name, part)), limit);
  }

  private static void close(String name, AutoCloseable part) {
    try {
      part.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      LOG.errorf(e, "a part did not end well part=%s", name);
    }
  }

  /** Whether it is closed; waits for that until the limit. */
  boolean await() throws InterruptedException {
    long left = end - System.nanoTime();
    boolean ended = thread.join(Duration.ofNanos(Math.max(TimeUnit.MILLISECONDS.toNanos(1), left)));
    if (!ended) {
      LOG.warnf("a part did not end in time part=%s limit=%s", thread.getName(), limit);
    }
    return ended;
  }
}

package io.rehost.observe;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Says when lines start to be dropped and when that is over: twice for each burst. */
final class DropReport {
  /** A burst is over when nothing has been dropped for so long. */
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Consumer<String> log;
  private final AtomicBoolean burst = new AtomicBoolean();
  private long seen;
  private long told;
  private long quietSince;

  DropReport(Consumer<String> log) {
    this.log = log;
  }

  /** A line is dropped. On any thread, event loops too: the log may block, so it has its own. */
  void started(@Nullable String reason) {
    if (!burst.get() && burst.compareAndSet(false, true)) {
      Thread.ofVirtual()
          .name("rehost-access-log-drops")
          .start(() -> log.accept("access log lines dropped reason=" + reason));
    }
  }

  /**
   * Looks whether a burst is over; on the writer's thread.
   *
   * @param dropped how many lines have been dropped so far
   * @param last whether nothing will be written any more
   */
  void ended(long dropped, boolean last) {
    if (!burst.get()) {
      return;
    }
    long now = System.nanoTime();
    if (dropped != seen) {
      seen = dropped;
      quietSince = now;
    }
    if (last || now - quietSince >= QUIET_NANOS) {
      log.accept("access log lines were dropped count=" + (dropped - told));
      told = dropped;
      burst.set(false);
    }
  }

  /** The process ends, and the output has not taken everything. */
  void unfinished() {
    log.accept("access log lines lost at the end reason=stdout is not read");
  }

  /** Waits until there is something to write, or to say. */
  void park(Object blocker) {
    if (burst.get()) {
      LockSupport.parkNanos(blocker, QUIET_NANOS);
    } else {
      LockSupport.park(blocker);
    }
  }
}

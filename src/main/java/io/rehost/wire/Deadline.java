package io.rehost.wire;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One point in time that is moved far more often than it is reached.
 *
 * <p>Moving it later costs one assignment: the timer that is already armed finds out when it fires
 * and arms itself again. To be used on its event loop only.
 */
public final class Deadline implements Runnable {
  private final EventExecutor loop;
  private final Runnable passed;
  private boolean set;
  private long at;
  private @Nullable ScheduledFuture<?> timer;
  private long timerAt;

  /** Calls {@code passed} on {@code loop} once for each deadline that is reached. */
  public Deadline(EventExecutor loop, Runnable passed) {
    this.loop = loop;
    this.passed = passed;
  }

  /** Replaces the deadline by one {@code nanos} after {@code now}, a {@link System#nanoTime}. */
  public void set(long now, long nanos) {
    set = true;
    at = now + nanos;
    if (timer == null) {
      arm(now);
    } else if (at - timerAt < 0) {
      timer.cancel(false);
      arm(now);
    }
  }

  /** There is no deadline for now; the timer stays for the next one. */
  public void clear() {
    set = false;
  }

  /** No deadline will come any more. */
  public void cancel() {
    set = false;
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  /** The timer fired. */
  @Override
  public void run() {
    timer = null;
    if (!set) {
      return;
    }
    long now = System.nanoTime();
    if (now - at >= 0) {
      set = false;
      passed.run();
    } else {
      arm(now);
    }
  }

  private void arm(long now) {
    timerAt = at;
    timer = loop.schedule(this, Math.max(0, at - now), TimeUnit.NANOSECONDS);
  }
}

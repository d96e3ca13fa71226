package io.rehost.source;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells a file that is whole from one that is being written: what differs from what was known must
 * be found the same again after a short rest. A file that is empty or away is most often half of a
 * writing in place (truncate, then write; delete, then create) and rests longer. What never rests
 * is taken all the same, so that an edit shows within a second. Not safe for use by many threads.
 */
final class Settling {
  /** How long to wait before looking again at what has not come to rest. */
  static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private static final long HALF_WRITTEN_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
  private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

  private @Nullable FileContent seen;
  private long seenAt;
  private long differsSince;

  /**
   * Whether {@code now}, which differs from what is known, is to be taken for whole. If not, look
   * again after {@link #REST_NANOS}.
   *
   * @param nanos the time of reading, of a clock such as {@link System#nanoTime}
   */
  boolean isWhole(FileContent now, long nanos) {
    if (seen == null) {
      differsSince = nanos;
    }
    if (!now.sameAs(seen)) {
      seen = now;
      seenAt = nanos;
    }
    long rest = now.mayBeHalfWritten() ? HALF_WRITTEN_NANOS : REST_NANOS;
    if (nanos - seenAt < rest && nanos - differsSince < LONGEST_NANOS) {
      return false;
    }
    seen = null;
    return true;
  }

  /** The file is as it was known to be. */
  void nothingNew() {
    seen = null;
  }

  /** Whether something was read that has not come to rest. */
  boolean isUnderWay() {
    return seen != null;
  }
}

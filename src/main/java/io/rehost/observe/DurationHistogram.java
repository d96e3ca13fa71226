package io.rehost.observe;

import java.util.concurrent.TimeUnit;

/**
 * How many durations of each series were how long. Counted per event loop: for what that saves over
 * Micrometer's timers see {@code DurationHistogramBenchmark}.
 */
final class DurationHistogram {
  /** The boundaries of OpenTelemetry's semantic conventions for HTTP durations. */
  private static final double[] SECONDS = {
    0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10
  };

  private static final long[] NANOS = nanos();

  /** One for each boundary, one for what is longer, one for the sum. */
  private static final int CELLS = NANOS.length + 2;

  private static final int SUM = NANOS.length + 1;
  private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private final LoopCounters cells;

  DurationHistogram(int loops, int series) {
    cells = new LoopCounters(loops, series * CELLS);
  }

  /**
   * A series at a point in time.
   *
   * @param cumulated how many durations were at most as long as {@link #bound} says; the last is
   *     how many there were
   */
  @SuppressWarnings("ArrayRecordComponent") // shown at once, never compared
  record Snapshot(long[] cumulated, double sumSeconds) {
    long count() {
      return cumulated[cumulated.length - 1];
    }

    /** The boundary of a bucket in seconds; infinity for the last. */
    static double bound(int bucket) {
      return bucket < SECONDS.length ? SECONDS[bucket] : Double.POSITIVE_INFINITY;
    }
  }

  /** Counts a duration; on the event loop {@code loop} only. */
  void record(int loop, int series, long nanos) {
    int first = series * CELLS;
    cells.add(loop, first + bucket(nanos), 1);
    cells.add(loop, first + SUM, nanos);
  }

  /** On any thread. Its count is that of its buckets, whatever is recorded meanwhile. */
  Snapshot snapshot(int series) {
    int first = series * CELLS;
    long[] cumulated = new long[NANOS.length + 1];
    long count = 0;
    for (int i = 0; i < cumulated.length; i++) {
      count += cells.sum(first + i);
      cumulated[i] = count;
    }
    return new Snapshot(cumulated, cells.sum(first + SUM) / NANOS_PER_SECOND);
  }

  /** Most durations are short: the first comparison is the last. */
  private static int bucket(long nanos) {
    int bucket = 0;
    while (bucket < NANOS.length && nanos > NANOS[bucket]) {
      bucket++;
    }
    return bucket;
  }

  private static long[] nanos() {
    long[] nanos = new long[SECONDS.length];
    for (int i = 0; i < nanos.length; i++) {
      nanos[i] = Math.round(SECONDS[i] * TimeUnit.SECONDS.toNanos(1));
    }
    return nanos;
  }
}

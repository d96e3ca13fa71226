package io.rehost.observe;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Numbers that only grow, each counted by every event loop for itself and added up when somebody
 * asks. To count is a plain addition: no lock, no atomic instruction, and no cache line that two
 * loops write.
 */
final class LoopCounters {
  private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

  /** 128 bytes: processors fetch cache lines of 64 bytes in pairs. */
  private static final int PADDING = 16;

  private final long[][] loops;

  /**
   * Counters that are zero.
   *
   * @param loops how many event loops there are
   * @param size how many numbers
   */
  LoopCounters(int loops, int size) {
    this.loops = new long[loops][PADDING + size + PADDING];
  }

  /** Adds {@code amount} to a number; on the event loop {@code loop} only. */
  void add(int loop, int index, long amount) {
    long[] cells = loops[loop];
    int at = PADDING + index;
    CELL.setOpaque(cells, at, (long) CELL.getOpaque(cells, at) + amount);
  }

  /** Lets a number be {@code value}, which is no less than before; on {@code loop} only. */
  void raise(int loop, int index, long value) {
    CELL.setOpaque(loops[loop], PADDING + index, value);
  }

  /** The greatest of the loops' numbers; on any thread. */
  long max(int index) {
    long max = 0;
    for (long[] cells : loops) {
      max = Math.max(max, (long) CELL.getOpaque(cells, PADDING + index));
    }
    return max;
  }

  /** A number over all loops; on any thread. What is counted meanwhile may be missing. */
  long sum(int index) {
    long sum = 0;
    for (long[] cells : loops) {
      sum += (long) CELL.getOpaque(cells, PADDING + index);
    }
    return sum;
  }
}

package io.rehost.injector.certificates;

import java.util.function.BooleanSupplier;

/** Lets one leader's writes through, until it doesn't lead any more. Any thread. */
final class Fence {
  private volatile boolean open = true;

  /**
   * Writes, unless this leader doesn't lead any more.
   *
   * @param write whether it succeeded
   * @return false as well if it was not let through
   */
  synchronized boolean through(BooleanSupplier write) {
    return open && write.getAsBoolean();
  }

  boolean open() {
    return open;
  }

  /** Waits for a write that is under way; none goes through after this returns. */
  synchronized void shut() {
    open = false;
  }
}

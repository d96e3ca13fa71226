package io.rehost.cli;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How far the process has come, for its health checks. Thread-safe. */
@Singleton
class Vitals {
  private volatile @Nullable Running running;
  private volatile boolean draining;

  /**
   * The parts of a process that listens.
   *
   * @param loopsTurn whether every event loop does its work; may block for a moment
   * @param rulesGood whether there is a good rule set
   * @param watchDeadSince since when rules are not watched; null if they are
   * @param boundAt when the last listener was bound
   * @param startWait how long after that {@code started} waits for first rules
   */
  record Running(
      BooleanSupplier loopsTurn,
      BooleanSupplier rulesGood,
      Supplier<@Nullable Instant> watchDeadSince,
      Instant boundAt,
      Duration startWait) {}

  /** Every listener is bound. */
  void bound(Running parts) {
    running = parts;
  }

  /** SIGTERM has come; there is no way back. */
  void drains() {
    draining = true;
  }

  /** The event loops turn, or haven't been started yet: rules and watch don't matter. */
  boolean live() {
    Running parts = running;
    return parts == null || parts.loopsTurn.getAsBoolean();
  }

  /**
   * Listeners are bound, and rules are good or have been waited for long enough: a pod's other
   * containers start only after this, so it must come true by itself.
   */
  boolean started(Instant now) {
    Running parts = running;
    return parts != null
        && (parts.rulesGood.getAsBoolean() || !now.isBefore(parts.boundAt.plus(parts.startWait)));
  }

  /** There is a good rule set. */
  boolean rulesGood() {
    Running parts = running;
    return parts != null && parts.rulesGood.getAsBoolean();
  }

  /** Whether the process is on its way out. */
  boolean draining() {
    return draining;
  }

  /** For how long rules have not been watched; null if they are, or need not be. */
  @Nullable Duration unwatched(Instant now) {
    Running parts = running;
    Instant since = parts == null ? null : parts.watchDeadSince.get();
    return since == null ? null : Duration.between(since, now);
  }
}

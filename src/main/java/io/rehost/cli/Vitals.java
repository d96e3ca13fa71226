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
   * The parts of a process that has begun.
   *
   * @param loopsTurn whether every event loop does its work; may block for a moment
   * @param needed what it can't do its work without, in a word: rules, a certificate
   * @param good whether that is there
   * @param unwatchedSince since when that is not watched; null if it is
   * @param startedBy when {@code started} comes true even so; null: never
   */
  record Running(
      BooleanSupplier loopsTurn,
      String needed,
      BooleanSupplier good,
      Supplier<@Nullable Instant> unwatchedSince,
      @Nullable Instant startedBy) {}

  /** All that this process binds at its start is bound. */
  void bound(Running parts) {
    running = parts;
  }

  /** SIGTERM has come; there is no way back. */
  void drains() {
    draining = true;
  }

  /** The event loops turn, or haven't been started yet: all else doesn't matter. */
  boolean live() {
    Running parts = running;
    return parts == null || parts.loopsTurn.getAsBoolean();
  }

  /**
   * What is needed is there, or has been waited for long enough: a sidecar's pod starts its other
   * containers only after this, so there it must come true by itself.
   */
  boolean started(Instant now) {
    Running parts = running;
    return parts != null
        && (parts.good.getAsBoolean()
            || (parts.startedBy != null && !now.isBefore(parts.startedBy)));
  }

  /** What is needed, in a word. */
  String needed() {
    Running parts = running;
    return parts == null ? "start" : parts.needed;
  }

  /** What is needed is there. */
  boolean good() {
    Running parts = running;
    return parts != null && parts.good.getAsBoolean();
  }

  /** Whether the process is on its way out. */
  boolean draining() {
    return draining;
  }

  /** For how long what is needed has not been watched; null if it is, or need not be. */
  @Nullable Duration unwatched(Instant now) {
    Running parts = running;
    Instant since = parts == null ? null : parts.unwatchedSince.get();
    return since == null ? null : Duration.between(since, now);
  }
}

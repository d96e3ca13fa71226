package io.rehost.observe;

/** Lets so many pass in a second, and more at once after a pause. For one thread. */
final class TokenBucket {
  private static final double NANOS = 1e9;

  private final double perNano;
  private final double most;
  private double tokens;
  private long refilledAt;

  /**
   * A full bucket.
   *
   * @param now as {@link System#nanoTime} counts
   */
  TokenBucket(double perSecond, double burst, long now) {
    perNano = perSecond / NANOS;
    most = burst;
    tokens = burst;
    refilledAt = now;
  }

  /** Takes a token; false if there is none. */
  boolean take(long now) {
    tokens = Math.min(most, tokens + Math.max(0, now - refilledAt) * perNano);
    refilledAt = now;
    if (tokens < 1) {
      return false;
    }
    tokens--;
    return true;
  }
}

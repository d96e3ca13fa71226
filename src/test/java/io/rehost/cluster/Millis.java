package io.rehost.cluster;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.util.List;
import java.util.Locale;

/** Times, as findings tell them. */
final class Millis {
  private Millis() {}

  static long since(long nanoTime) {
    return NANOSECONDS.toMillis(System.nanoTime() - nanoTime);
  }

  /** Such as {@code 1.2 s}. */
  static String seconds(long millis) {
    return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
  }

  /** Such as {@code median 95, 90 % 310, most 402 ms, of 50}. */
  static String distribution(List<Long> millis) {
    List<Long> sorted = millis.stream().sorted().toList();
    return "median %d, 90 %% %d, most %d ms, of %d"
        .formatted(at(sorted, 0.5), at(sorted, 0.9), sorted.getLast(), sorted.size());
  }

  private static long at(List<Long> sorted, double share) {
    return sorted.get((int) Math.min(sorted.size() - 1, (long) (sorted.size() * share)));
  }
}

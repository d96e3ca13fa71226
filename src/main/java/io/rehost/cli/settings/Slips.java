package io.rehost.cli.settings;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds keys that are probably slips of the pen. Unknown keys are no problem in themselves:
 * Kubernetes gives every container variables such as {@code REHOST_SERVICE_HOST} and {@code
 * REHOST_PORT_80_TCP} if a Service bears that name.
 */
final class Slips {
  private static final String PREFIX = "REHOST_";

  private Slips() {}

  /** One line for each key that is close to a known one but isn't known. */
  static List<String> warnings(Set<String> given, Set<String> known) {
    return new TreeSet<>(given)
        .stream()
            .filter(key -> key.startsWith(PREFIX) && !known.contains(key))
            .flatMap(key -> meant(key, known).map(meant -> warning(key, meant)).stream())
            .toList();
  }

  private static String warning(String key, String meant) {
    return key + ": unknown, so it has no effect (expected: perhaps " + meant + ")";
  }

  private static Optional<String> meant(String key, Set<String> known) {
    String words = sortedWords(key);
    return known.stream()
        .filter(candidate -> candidate.startsWith(PREFIX))
        .filter(candidate -> isClose(key, candidate) || words.equals(sortedWords(candidate)))
        .min(
            Comparator.<String>comparingInt(candidate -> distance(key, candidate))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** A third of the letters after the prefix may differ, and never more than three. */
  private static boolean isClose(String key, String candidate) {
    int letters = candidate.length() - PREFIX.length();
    return distance(key, candidate) <= Math.min(3, letters / 3);
  }

  /** {@code REHOST_CONNECT_TIMEOUT} is {@code REHOST_TIMEOUT_CONNECT} in another order. */
  private static String sortedWords(String key) {
    return Arrays.stream(key.split("_")).sorted().toList().toString();
  }

  /** Insertions, deletions and substitutions from one word to the other (Levenshtein). */
  private static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    Arrays.setAll(previous, column -> column);
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(substituted, 1 + Math.min(previous[j], row[j - 1]));
      }
      previous = row;
    }
    return previous[b.length()];
  }
}

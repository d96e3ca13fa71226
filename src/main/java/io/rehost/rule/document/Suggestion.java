package io.rehost.rule.document;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The known word that was probably meant. */
final class Suggestion {
  private Suggestion() {}

  /** The closest of the known words, if it is close: a third of its letters may differ. */
  static Optional<String> forWord(String word, Collection<String> known) {
    String written = word.toLowerCase(Locale.ROOT).replaceAll("[-_]", "");
    if (written.length() > 40) {
      return Optional.empty();
    }
    return known.stream()
        .filter(k -> distance(written, k.toLowerCase(Locale.ROOT)) <= Math.max(1, k.length() / 3))
        .min(Comparator.comparingInt(k -> distance(written, k.toLowerCase(Locale.ROOT))));
  }

  /**
   * Insertions, deletions, substitutions and swaps of neighbours from one word to the other
   * (Damerau and Levenshtein, no letter touched twice).
   */
  private static int distance(String a, String b) {
    int[][] distance = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        distance[i][j] = i == 0 || j == 0 ? i + j : step(distance, a, b, i, j);
      }
    }
    return distance[a.length()][b.length()];
  }

  private static int step(int[][] distance, String a, String b, int i, int j) {
    boolean same = a.charAt(i - 1) == b.charAt(j - 1);
    int best = distance[i - 1][j - 1] + (same ? 0 : 1);
    best = Math.min(best, 1 + Math.min(distance[i - 1][j], distance[i][j - 1]));
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(best, distance[i - 2][j - 2] + 1) : best;
  }
}

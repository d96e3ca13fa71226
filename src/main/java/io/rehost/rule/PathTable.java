package io.rehost.rule;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values under literal paths: those of one path, and those of a path and everything below it. */
final class PathTable<V> {
  private final SpanTable<V> exact;
  private final SpanTable<V> prefixes;

  /**
   * A table of these entries, all paths normalised.
   *
   * @param prefixes without their closing slash
   */
  PathTable(Map<String, V> exact, Map<String, V> prefixes) {
    this.exact = new SpanTable<>(exact, String::hashCode);
    this.prefixes = new SpanTable<>(prefixes, String::hashCode);
  }

  /**
   * Walks a normalised path once and folds the values that stand under it: of the path itself, and
   * of every prefix that ends at a border of its segments.
   *
   * @param fold captures nothing, so that a walk allocates nothing: what it needs is the context
   */
  <A, C> @Nullable A fold(String path, C context, @Nullable A start, Fold<A, V, C> fold) {
    @Nullable A result = start;
    int length = path.length();
    if (exact.longestKey() >= length) {
      V here = exact.get(path.hashCode(), path, 0, length);
      result = here == null ? result : fold.apply(result, here, path, context);
    }
    int last = path.startsWith("/") ? Math.min(length, prefixes.longestKey()) : -1;
    int hash = 0; // String.hashCode of the path up to from
    int from = 0;
    for (int border = 0; border <= last; border = segmentEnd(path, from)) {
      hash = SpanTable.hash(hash, path, from, border);
      V below = prefixes.get(hash, path, 0, border);
      result = below == null ? result : fold.apply(result, below, path, context);
      if (border == length) {
        break;
      }
      hash = 31 * hash + '/';
      from = border + 1;
    }
    return result;
  }

  private static int segmentEnd(String path, int from) {
    int slash = path.indexOf('/', from);
    return slash < 0 ? path.length() : slash;
  }

  /** One step of a walk. */
  interface Fold<A, V, C> {
    @Nullable A apply(@Nullable A result, V value, String path, C context);
  }
}

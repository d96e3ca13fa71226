package io.rehost.rule;

import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A hash table whose keys are looked up as spans of a longer text, so that nothing is cut out of
 * it: the caller brings the hash, which it can roll along the text. Immutable.
 *
 * <p>Keys come from rules, never from clients: no client can fill a chain.
 */
final class SpanTable<V> {
  /** Every key has its value beside it, so that both come with one cache line. */
  private final Object[] table;

  private final int mask;
  private final int longestKey;

  /** A table of these entries, under the hash that lookups will bring. */
  SpanTable(Map<String, V> entries, ToIntFunction<String> hash) {
    int capacity = Math.max(2, Integer.highestOneBit(Math.max(1, entries.size())) * 4);
    table = new Object[2 * capacity];
    mask = capacity - 1;
    longestKey = entries.keySet().stream().mapToInt(String::length).max().orElse(-1);
    entries.forEach((key, value) -> put(key, hash.applyAsInt(key), value));
  }

  /** The length of the longest key; -1 if there are none. */
  int longestKey() {
    return longestKey;
  }

  /** The value of the key that stands in the text from {@code from} to {@code to}, or null. */
  @SuppressWarnings("unchecked") // put() stores nothing but V
  @Nullable V get(int hash, String text, int from, int to) {
    for (int slot = slot(hash); ; slot = slot + 1 & mask) {
      String key = (String) table[2 * slot];
      if (key == null) {
        return null;
      }
      if (key.length() == to - from && text.startsWith(key, from)) {
        return (V) table[2 * slot + 1];
      }
    }
  }

  /**
   * Continues {@link String#hashCode} of a text whose hash up to {@code from} is known. Four
   * characters a step, as each step has to wait for the one before.
   */
  static int hash(int known, String text, int from, int to) {
    int hash = known;
    int i = from;
    for (; i + 4 <= to; i += 4) {
      hash =
          (31 * 31 * 31 * 31) * hash
              + (31 * 31 * 31) * text.charAt(i)
              + (31 * 31) * text.charAt(i + 1)
              + 31 * text.charAt(i + 2)
              + text.charAt(i + 3);
    }
    for (; i < to; i++) {
      hash = 31 * hash + text.charAt(i);
    }
    return hash;
  }

  private void put(String key, int hash, V value) {
    int slot = slot(hash);
    while (table[2 * slot] != null) {
      slot = slot + 1 & mask;
    }
    table[2 * slot] = key;
    table[2 * slot + 1] = value;
  }

  private int slot(int hash) {
    int mixed = hash * 0x9E3779B9;
    return (mixed ^ mixed >>> 16) & mask;
  }
}

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
  private final String[] keys;
  private final Object[] values;
  private final int mask;
  private final int longestKey;

  /** A table of these entries, under the hash that lookups will bring. */
  SpanTable(Map<String, V> entries, ToIntFunction<String> hash) {
    int capacity = Math.max(2, Integer.highestOneBit(Math.max(1, entries.size())) * 4);
    keys = new String[capacity];
    values = new Object[capacity];
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
      String key = keys[slot];
      if (key == null) {
        return null;
      }
      if (key.length() == to - from && text.startsWith(key, from)) {
        return (V) values[slot];
      }
    }
  }

  private void put(String key, int hash, V value) {
    int slot = slot(hash);
    while (keys[slot] != null) {
      slot = slot + 1 & mask;
    }
    keys[slot] = key;
    values[slot] = value;
  }

  private int slot(int hash) {
    int mixed = hash * 0x9E3779B9;
    return (mixed ^ mixed >>> 16) & mask;
  }
}

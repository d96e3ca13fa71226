package io.rehost.cli;

import java.util.List;
import java.util.Map;

/**
 * Settings that are read and checked but that this version does not obey yet: nobody may think so.
 */
final class WithoutEffect {
  private static final List<String> KEYS = List.of("REHOST_CONSOLE");

  private WithoutEffect() {}

  /** One line for each of them that is set. */
  static List<String> warnings(Map<String, String> texts) {
    return KEYS.stream()
        .filter(key -> !texts.getOrDefault(key, "").isBlank())
        .map(key -> key + ": has no effect in this version")
        .toList();
  }
}

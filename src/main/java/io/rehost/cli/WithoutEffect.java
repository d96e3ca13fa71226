package io.rehost.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Settings that are read and checked but have no effect, as this version does not obey them yet or
 * as another is missing: nobody may think so.
 */
final class WithoutEffect {
  private static final List<String> KEYS = List.of("REHOST_CONSOLE");

  private WithoutEffect() {}

  /** One line for each of them that is set. */
  static List<String> warnings(Map<String, String> texts) {
    List<String> warnings = new ArrayList<>();
    KEYS.stream()
        .filter(key -> isSet(key, texts))
        .forEach(key -> warnings.add(key + ": has no effect in this version"));
    if (isSet("REHOST_UPSTREAM_SERVER_NAME", texts) && !isSet("REHOST_UPSTREAM", texts)) {
      warnings.add(
          "REHOST_UPSTREAM_SERVER_NAME: has no effect without REHOST_UPSTREAM, whose name it is");
    }
    return warnings;
  }

  private static boolean isSet(String key, Map<String, String> texts) {
    return !texts.getOrDefault(key, "").isBlank();
  }
}

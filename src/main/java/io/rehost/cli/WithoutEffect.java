package io.rehost.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Settings that are read and checked but have no effect, as another is missing. */
final class WithoutEffect {
  private WithoutEffect() {}

  /** One line for each of them that is set. */
  static List<String> warnings(Map<String, String> texts) {
    List<String> warnings = new ArrayList<>();
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

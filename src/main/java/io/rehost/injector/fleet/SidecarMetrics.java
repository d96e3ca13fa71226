package io.rehost.injector.fleet;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a sidecar says of its rules, from its metrics in the Prometheus text format.
 *
 * @param hash of the rules in force; null while there are none
 * @param rejections since the sidecar started
 * @param watchConnected whether edits would be seen; null if it watches nothing
 */
record SidecarMetrics(@Nullable String hash, long rejections, @Nullable Boolean watchConnected) {
  private static final Pattern HASH =
      Pattern.compile(
          "(?m)^rehost_rules_info\\{[^}\\n]*\\bhash=\"([0-9a-f]{1,64})\"[^}\\n]*} 1(\\.0)?\\s*$");
  private static final Pattern REJECTED =
      Pattern.compile("(?m)^rehost_rules_rejected_total(?:\\{[^}\\n]*})? ([0-9.eE+]{1,24})\\s*$");
  private static final Pattern CONNECTED =
      Pattern.compile("(?m)^rehost_rules_watch_connected(?:\\{[^}\\n]*})? ([01])(?:\\.0)?\\s*$");

  /**
   * Reads them.
   *
   * @return null if the text is not of a sidecar
   */
  static @Nullable SidecarMetrics parse(String text) {
    Matcher rejected = REJECTED.matcher(text);
    if (!rejected.find()) {
      return null;
    }
    Matcher hash = HASH.matcher(text);
    Matcher connected = CONNECTED.matcher(text);
    return new SidecarMetrics(
        hash.find() ? hash.group(1) : null,
        count(rejected.group(1)),
        connected.find() ? connected.group(1).equals("1") : null);
  }

  private static long count(String text) {
    try {
      return (long) Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}

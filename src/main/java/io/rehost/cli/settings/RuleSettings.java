package io.rehost.cli.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where rules come from.
 *
 * @param file a rules document or a ConfigMap manifest, watched; need not exist yet
 * @param configMaps names, in order of precedence
 * @param namespace where the ConfigMaps live; empty means the pod's own
 * @param startWait how long {@code /health/started} waits for first rules; may be zero
 */
public record RuleSettings(
    Optional<Path> file, List<String> configMaps, Optional<String> namespace, Duration startWait) {
  /** The same with another file. */
  RuleSettings withFile(Path other) {
    return new RuleSettings(Optional.of(other), configMaps, namespace, startWait);
  }

  static RuleSettings read(SettingReader reader) {
    return new RuleSettings(
        reader.find("REHOST_RULES_FILE", Form.FILE),
        reader.list("REHOST_RULES_CONFIGMAPS", Form.OBJECT_NAME, List.of()),
        reader.find("REHOST_NAMESPACE", Form.NAMESPACE),
        reader.read("REHOST_START_WAIT", Quantities.DELAY, Duration.ofSeconds(20)));
  }
}

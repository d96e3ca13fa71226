package io.rehost.cli;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.rehost.cli.settings.RuleSettings;
import io.rehost.rule.ActiveRules;
import io.rehost.rule.Defaults;
import io.rehost.rule.RuleSource;
import io.rehost.source.ConfigMapSource;
import io.rehost.source.FileSource;
import io.rehost.source.RulesIntake;
import io.rehost.source.RulesLog;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The sources of a process and the rules that come from them. A file beside ConfigMaps is their
 * fallback: it serves until one of them has given good rules.
 */
final class RuleSources implements AutoCloseable {
  private final ActiveRules rules;
  private final Optional<FileSource> file;
  private final Optional<ConfigMapSource> configMaps;

  /** Nothing is read yet. */
  RuleSources(RuleSettings settings, Defaults defaults) {
    rules = new ActiveRules(sources(settings), defaults);
    rules.addListener(new RulesLog());
    file = settings.file().map(path -> fileSource(path, file(path, settings)));
    configMaps =
        settings.configMaps().isEmpty()
            ? Optional.empty()
            : Optional.of(
                new ConfigMapSource(
                    settings.namespace().orElse(null),
                    settings.configMaps(),
                    ConfigMapSource.MOUNTED,
                    this::intake));
  }

  /** The rules in force. */
  ActiveRules rules() {
    return rules;
  }

  /** Begins to read and to watch the file, if one is named; returns at once. */
  void startFile() {
    file.ifPresent(FileSource::start);
  }

  /**
   * The same for ConfigMaps.
   *
   * @param clients called only if ConfigMaps are named, on a thread of the source
   */
  void startConfigMaps(Supplier<KubernetesClient> clients) {
    configMaps.ifPresent(source -> source.start(clients));
  }

  /** Whether every ConfigMap is watched right now; empty if none is named. */
  Optional<BooleanSupplier> connected() {
    return configMaps.map(source -> source::connected);
  }

  /** Since when rules have not been watched; null if they are. */
  @Nullable Instant deadSince() {
    return configMaps.map(ConfigMapSource::deadSince).orElse(null);
  }

  /** Stops watching; the rules in force stay. */
  @Override
  public void close() {
    configMaps.ifPresent(ConfigMapSource::close);
    file.ifPresent(FileSource::close);
  }

  private FileSource fileSource(Path path, RuleSource source) {
    return new FileSource(path, new RulesIntake(source, rules));
  }

  private RulesIntake intake(String configMap) {
    return new RulesIntake(configMap(configMap), rules);
  }

  private static List<RuleSource> sources(RuleSettings settings) {
    return Stream.concat(
            settings.configMaps().stream().map(RuleSources::configMap),
            settings.file().stream().map(path -> file(path, settings)))
        .toList();
  }

  private static RuleSource configMap(String name) {
    return new RuleSource(RuleSource.Kind.CONFIG_MAP, name);
  }

  /** Its name is never that of a ConfigMap, which has no slash. */
  private static RuleSource file(Path path, RuleSettings settings) {
    String text = path.toString();
    return new RuleSource(
        RuleSource.Kind.FILE,
        text.indexOf('/') < 0 ? "./" + text : text,
        !settings.configMaps().isEmpty());
  }
}

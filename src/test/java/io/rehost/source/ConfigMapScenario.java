package io.rehost.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.rehost.rule.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A source, an API server, a relay between them, and what the source said. */
abstract class ConfigMapScenario {
  static final Duration SOON = Duration.ofSeconds(20);

  /** Impatient, so that what takes a minute in a cluster takes a moment here. */
  static final ConfigMapSource.Timing FAST =
      new ConfigMapSource.Timing(
          Duration.ofMillis(50),
          SOON,
          Duration.ofSeconds(1),
          Duration.ofMillis(100),
          new Liveness(Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ofMillis(500)));

  /** Doesn't wait for the API server to fail. */
  static final ConfigMapSource.Timing HASTY_WITH_COPY =
      new ConfigMapSource.Timing(
          FAST.tick(), Duration.ZERO, Duration.ofSeconds(5), FAST.spacing(), FAST.liveness());

  final Path mounted;
  final ApiServer api = new ApiServer();
  final Relay relay = new Relay(api.port());
  final Map<String, Said.Journal> said = new ConcurrentHashMap<>();
  final List<ConfigMapSource> sources = new ArrayList<>();

  ConfigMapScenario(@TempDir Path mounted) {
    this.mounted = mounted;
  }

  @AfterEach
  void stop() {
    sources.forEach(ConfigMapSource::close);
    relay.close();
    api.close();
  }

  static final String FORBIDDEN =
      "configmaps is forbidden: User \"system:serviceaccount:shop:web\" cannot list resource"
          + " \"configmaps\" in API group \"\" in the namespace \"shop\"";

  long lists() {
    return api.requests().stream().filter(path -> !path.contains("watch=true")).count();
  }

  static String problemOf(Said said) {
    return said instanceof Said.Unusable(List<Problem> problems, String _)
        ? problems.getFirst().toString()
        : said.toString();
  }

  static String untilDocument(Said.Journal journal) {
    Said next = journal.next(SOON);
    return next instanceof Said.Document(String text, String _) ? text : untilDocument(journal);
  }

  static String untilText(Said.Journal journal, String text) {
    journal.documentsUntil(text, SOON);
    return text;
  }

  Path mountedCopy(String name, String text) throws IOException {
    Path directory = Files.createDirectories(mounted.resolve(name));
    return Files.writeString(directory.resolve("rules.yaml"), text);
  }

  Said.Journal said(String name) {
    return said.computeIfAbsent(name, n -> new Said.Journal());
  }

  ConfigMapSource connected(String... names) {
    return start(() -> ApiServer.clientOf(api.port()), names);
  }

  ConfigMapSource throughRelay(String... names) {
    relay.open();
    return start(() -> ApiServer.clientOf(relay.port()), names);
  }

  /** A source that has said the text of the ConfigMap and watches it. */
  ConfigMapSource watchingThroughRelay(String name, String text) {
    api.apply(name, text);
    ConfigMapSource source = throughRelay(name);
    assertThat(said(name).nextText(SOON)).isEqualTo(text);
    await().atMost(SOON).until(source::connected);
    return source;
  }

  ConfigMapSource start(Supplier<KubernetesClient> client, String... names) {
    return start(FAST, client, names);
  }

  ConfigMapSource start(
      ConfigMapSource.Timing timing, Supplier<KubernetesClient> client, String... names) {
    ConfigMapSource source =
        new ConfigMapSource(ApiServer.NAMESPACE, List.of(names), mounted, this::said, timing);
    sources.add(source);
    source.start(client);
    return source;
  }
}

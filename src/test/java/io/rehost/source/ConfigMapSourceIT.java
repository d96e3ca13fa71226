package io.rehost.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contract section 3, "Taking effect": edits, against Fabric8's mock API server over HTTP. */
class ConfigMapSourceIT extends ConfigMapScenario {
  ConfigMapSourceIT(@TempDir Path mounted) {
    super(mounted);
  }

  @Test
  void theConfigMapIsHandedOverWithItsResourceVersion() {
    String version = api.apply("a", "one");

    connected("a");

    assertThat(said("a").next(SOON)).isEqualTo(new Said.Document("one", version));
  }

  @Test
  void everyRequestNamesTheOneConfigMapForARoleBoundToItsName() {
    api.apply("a", "one");
    ConfigMapSource source = connected("a");
    assertThat(said("a").nextText(SOON)).isEqualTo("one");
    await().atMost(SOON).until(source::connected);

    assertThat(api.requests())
        .hasSizeGreaterThanOrEqualTo(2)
        .allMatch(path -> path.contains("fieldSelector=metadata.name%3Da"));
  }

  @Test
  void anEditAppliesWithinASecond() throws IOException {
    api.apply("a", "one");
    ConfigMapSource source = connected("a");
    assertThat(said("a").nextText(SOON)).isEqualTo("one");
    await().atMost(SOON).until(source::connected);

    Latencies.assertWithinASecond(
        edit -> {
          api.apply("a", edit);
          said("a").documentsUntil(edit, SOON);
        });
  }

  @Test
  void aDocumentOfNearlyAMebibyteArrivesByTheWatch() {
    api.apply("a", "one");
    ConfigMapSource source = connected("a");
    assertThat(said("a").nextText(SOON)).isEqualTo("one");
    await().atMost(SOON).until(source::connected);

    String large = "# ü\n".repeat(200_000);
    api.apply("a", large);

    assertThat(said("a").nextText(SOON)).isEqualTo(large);
  }

  @Test
  void aConfigMapMayBeMadeAfterTheStart() {
    ConfigMapSource source = connected("a");
    assertThat(said("a").next(SOON)).isEqualTo(new Said.Missing("no such ConfigMap"));
    await().atMost(SOON).until(source::connected);

    api.apply("a", "one");

    assertThat(said("a").nextText(SOON)).isEqualTo("one");
  }

  @Test
  void aDeletedConfigMapIsReportedMissingAndMayComeBack() {
    api.apply("a", "one");
    ConfigMapSource source = connected("a");
    assertThat(said("a").nextText(SOON)).isEqualTo("one");
    await().atMost(SOON).until(source::connected);

    api.delete("a");
    assertThat(said("a").next(SOON)).isEqualTo(new Said.Missing("no such ConfigMap"));

    api.apply("a", "one");
    assertThat(said("a").nextText(SOON)).isEqualTo("one");
  }

  @Test
  void aBadConfigMapDoesNotHoldUpTheOther() {
    api.apply("a", "one");
    api.apply(ApiServer.configMap("b").addToData("rules.yml", "two").build());
    ConfigMapSource source = connected("a", "b");
    assertThat(said("a").nextText(SOON)).isEqualTo("one");
    assertThat(problemOf(said("b").next(SOON)))
        .isEqualTo("data: \"rules.yml\" (expected: the key rules.yaml)");
    await().atMost(SOON).until(source::connected);

    api.apply("a", "three");
    assertThat(said("a").nextText(SOON)).isEqualTo("three");

    api.apply("b", "two");
    assertThat(said("b").nextText(SOON)).isEqualTo("two");
  }

  @Test
  void thousandsOfEditsAreCoalescedAndTheLastOneWins() {
    api.apply("a", "edit 0");
    ConfigMapSource source = connected("a");
    assertThat(said("a").nextText(SOON)).isEqualTo("edit 0");
    await().atMost(SOON).until(source::connected);

    Instant begin = Instant.now();
    api.edit("a", "edit ", 3000);
    int delivered = said("a").documentsUntil("edit 3000", SOON);

    long spacings = Duration.between(begin, Instant.now()).toMillis() / 100;
    assertThat(delivered).isLessThanOrEqualTo((int) spacings + 2).isLessThan(1000);
    assertThat(said("a").silent()).isTrue();
  }

  @Test
  void afterClosingNothingIsSaid() {
    api.apply("a", "one");
    ConfigMapSource source = connected("a");
    assertThat(said("a").nextText(SOON)).isEqualTo("one");
    await().atMost(SOON).until(source::connected);

    source.close();
    api.apply("a", "two");
    ConfigMapSource other = connected("a", "witness");
    await().atMost(SOON).until(other::connected);

    assertThat(said("a").nextText(SOON)).isEqualTo("two");
    assertThat(said("a").silent()).isTrue();
  }
}

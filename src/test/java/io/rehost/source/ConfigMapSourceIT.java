package io.rehost.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.rehost.rule.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contract section 3, "Taking effect", against Fabric8's mock API server over HTTP. */
class ConfigMapSourceIT {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration SOON = Duration.ofSeconds(20);

  /** Impatient, so that what takes a minute in a cluster takes a moment here. */
  private static final ConfigMapSource.Timing FAST =
      new ConfigMapSource.Timing(
          Duration.ofMillis(50),
          SOON,
          Duration.ofSeconds(1),
          Duration.ofMillis(100),
          new Liveness(Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ofMillis(500)));

  /** Doesn't wait for the API server to fail. */
  private static final ConfigMapSource.Timing HASTY_WITH_COPY =
      new ConfigMapSource.Timing(
          FAST.tick(), Duration.ZERO, Duration.ofSeconds(5), FAST.spacing(), FAST.liveness());

  private final Path mounted;
  private final ApiServer api = new ApiServer();
  private final Relay relay = new Relay(api.port());
  private final Map<String, Said.Journal> said = new ConcurrentHashMap<>();
  private final List<ConfigMapSource> sources = new ArrayList<>();

  ConfigMapSourceIT(@TempDir Path mounted) {
    this.mounted = mounted;
  }

  @AfterEach
  void stop() {
    sources.forEach(ConfigMapSource::close);
    relay.close();
    api.close();
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
  void anEditAppliesWithinASecond() {
    api.apply("a", "one");
    ConfigMapSource source = connected("a");
    assertThat(said("a").nextText(SOON)).isEqualTo("one");
    await().atMost(SOON).until(source::connected);

    api.apply("a", "two");

    assertThat(said("a").nextText(SECOND)).isEqualTo("two");
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

    assertThat(said("a").nextText(SECOND)).isEqualTo("one");
  }

  @Test
  void aDeletedConfigMapIsReportedMissingAndMayComeBack() {
    api.apply("a", "one");
    ConfigMapSource source = connected("a");
    assertThat(said("a").nextText(SOON)).isEqualTo("one");
    await().atMost(SOON).until(source::connected);

    api.delete("a");
    assertThat(said("a").next(SECOND)).isEqualTo(new Said.Missing("no such ConfigMap"));

    api.apply("a", "one");
    assertThat(said("a").nextText(SECOND)).isEqualTo("one");
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
    assertThat(said("a").nextText(SECOND)).isEqualTo("three");

    api.apply("b", "two");
    assertThat(said("b").nextText(SECOND)).isEqualTo("two");
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
  void aWatchThatIsCutIsReopenedAndMissesNothing() {
    api.apply("a", "one");
    ConfigMapSource source = throughRelay("a");
    assertThat(said("a").nextText(SOON)).isEqualTo("one");
    await().atMost(SOON).until(source::connected);

    relay.cut();
    api.apply("a", "two");

    assertThat(said("a").nextText(SOON)).isEqualTo("two");
    await().atMost(SOON).until(source::connected);
  }

  @Test
  void anOutageShowsAndEndsWithTheLatestText() {
    api.apply("a", "one");
    ConfigMapSource source = throughRelay("a");
    assertThat(said("a").nextText(SOON)).isEqualTo("one");
    await().atMost(SOON).until(source::connected);
    Instant before = Instant.now();

    relay.shut();
    await().atMost(SOON).until(() -> !source.connected());
    assertThat(source.deadSince()).isBetween(before, Instant.now());
    api.apply("a", "two");
    assertThat(said("a").silent()).isTrue();
    relay.open();

    assertThat(said("a").nextText(SOON)).isEqualTo("two");
    await().atMost(SOON).until(source::connected);
    assertThat(source.deadSince()).isNull();
  }

  @Test
  void aWatchThatStallsWithoutClosingIsFoundOutAndReplaced() {
    api.apply("a", "one");
    ConfigMapSource source = throughRelay("a");
    assertThat(said("a").nextText(SOON)).isEqualTo("one");
    await().atMost(SOON).until(source::connected);

    relay.stall();
    api.apply("a", "two");

    assertThat(said("a").nextText(SOON)).isEqualTo("two");
    await().atMost(SOON).until(source::connected);
  }

  @Test
  void aNetworkThatSwallowsEverythingShowsAsDeadUntilItIsBack() {
    api.apply("a", "one");
    ConfigMapSource source = throughRelay("a");
    assertThat(said("a").nextText(SOON)).isEqualTo("one");
    await().atMost(SOON).until(source::connected);

    relay.deaf(true);
    relay.stall();
    await().atMost(SOON).until(() -> !source.connected());
    api.apply("a", "two");
    relay.deaf(false);

    assertThat(said("a").nextText(SOON)).isEqualTo("two");
    await().atMost(SOON).until(source::connected);
  }

  @Test
  void aQuietWatchIsConfirmedWithoutBeingReplaced() {
    api.apply("a", "one");
    ConfigMapSource source = connected("a");
    assertThat(said("a").nextText(SOON)).isEqualTo("one");
    await().atMost(SOON).until(source::connected);

    await().atMost(SOON).until(() -> lists() >= 4);

    assertThat(api.requests()).filteredOn(path -> path.contains("watch=true")).hasSize(1);
    assertThat(source.connected()).isTrue();
  }

  @Test
  void anExpiredWatchIsReplacedByAFreshList() {
    api.apply("a", "one");
    api.answer(
        request ->
            ApiServer.isWatch(request)
                ? Optional.of(ApiServer.status(410, "too old resource version: 1 (9)"))
                : Optional.empty());
    ConfigMapSource source = connected("a");
    assertThat(said("a").nextText(SOON)).isEqualTo("one");
    await().atMost(SOON).until(() -> lists() >= 3);
    assertThat(source.connected()).isFalse();

    api.apply("a", "two");
    assertThat(said("a").nextText(SOON)).isEqualTo("two");

    api.answerTruly();
    await().atMost(SOON).until(source::connected);
  }

  @Test
  void forbiddenAtFirstThenAllowedComesGood() {
    api.apply("a", "one");
    api.answer(request -> Optional.of(ApiServer.status(403, FORBIDDEN)));
    ConfigMapSource source = connected("a");
    await().atMost(SOON).until(() -> api.requests().size() >= 3);
    assertThat(source.connected()).isFalse();

    api.answerTruly();

    assertThat(untilDocument(said("a"))).isEqualTo("one");
    await().atMost(SOON).until(source::connected);
  }

  @Test
  void whileTheApiServerForbidsTheMountedCopyIsServedAndFollowed() throws IOException {
    api.apply("a", "from the API");
    api.answer(request -> Optional.of(ApiServer.status(403, FORBIDDEN)));
    Path copy = mountedCopy("a", "from the copy");

    connected("a");
    assertThat(said("a").nextText(SOON)).isEqualTo("from the copy");
    Files.writeString(copy, "a newer copy");
    assertThat(said("a").nextText(SECOND)).isEqualTo("a newer copy");

    api.answerTruly();
    assertThat(said("a").nextText(SOON)).isEqualTo("from the API");
  }

  @Test
  void whileTheApiServerIsAwayAtTheStartTheMountedCopyIsServed() throws IOException {
    api.apply("a", "from the API");
    mountedCopy("a", "from the copy");
    ConfigMapSource source = start(() -> ApiServer.clientOf(relay.port()), "a");
    assertThat(said("a").nextText(SOON)).isEqualTo("from the copy");
    assertThat(source.connected()).isFalse();

    relay.open();

    assertThat(said("a").nextText(SOON)).isEqualTo("from the API");
    await().atMost(SOON).until(source::connected);
  }

  @Test
  void anApiServerThatAcceptsAndSaysNothingCountsAsAway() throws IOException {
    api.apply("a", "from the API");
    mountedCopy("a", "from the copy");
    relay.deaf(true);
    relay.open();

    ConfigMapSource source = start(HASTY_WITH_COPY, () -> ApiServer.clientOf(relay.port()), "a");
    assertThat(said("a").nextText(SOON)).isEqualTo("from the copy");
    assertThat(source.connected()).isFalse();
    relay.deaf(false);

    assertThat(said("a").nextText(SOON)).isEqualTo("from the API");
    await().atMost(SOON).until(source::connected);
  }

  @Test
  void withoutApiServerAndCopyTheReasonsAreGiven() {
    start(() -> ApiServer.clientOf(relay.port()), "a");

    assertThat(said("a").next(SOON))
        .isEqualTo(
            new Said.Missing(
                "API server not reached, mounted copy "
                    + mounted.resolve("a/rules.yaml")
                    + ": no such file"));
  }

  @Test
  void onceTheApiServerHasAnsweredTheCopyIsNotReadAnyMore() throws IOException {
    api.apply("a", "from the API");
    Path copy = mountedCopy("a", "from the copy");
    ConfigMapSource source = throughRelay("a");
    assertThat(untilText(said("a"), "from the API")).isEqualTo("from the API");
    await().atMost(SOON).until(source::connected);

    relay.shut();
    await().atMost(SOON).until(() -> !source.connected());
    Files.writeString(copy, "a later copy");
    api.apply("a", "later from the API");
    relay.open();

    assertThat(said("a").nextText(SOON)).isEqualTo("later from the API");
  }

  @Test
  void aClientThatCanNotBeMadeIsAskedForAgain() throws IOException {
    api.apply("a", "from the API");
    mountedCopy("a", "from the copy");
    List<Instant> asked = new ArrayList<>();
    ConfigMapSource source =
        start(
            () -> {
              asked.add(Instant.now());
              if (asked.size() == 1) {
                throw new IllegalStateException("no token yet");
              }
              if (asked.size() == 2) {
                throw new NoClassDefFoundError(
                    "an error, which would end a scheduled task unheard");
              }
              return ApiServer.clientOf(api.port());
            },
            "a");

    assertThat(untilText(said("a"), "from the API")).isEqualTo("from the API");
    await().atMost(SOON).until(source::connected);
    assertThat(asked).hasSize(3);
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

  private static final String FORBIDDEN =
      "configmaps is forbidden: User \"system:serviceaccount:shop:web\" cannot list resource"
          + " \"configmaps\" in API group \"\" in the namespace \"shop\"";

  private long lists() {
    return api.requests().stream().filter(path -> !path.contains("watch=true")).count();
  }

  private static String problemOf(Said said) {
    return said instanceof Said.Unusable(List<Problem> problems, String _)
        ? problems.getFirst().toString()
        : said.toString();
  }

  private static String untilDocument(Said.Journal journal) {
    Said next = journal.next(SOON);
    return next instanceof Said.Document(String text, String _) ? text : untilDocument(journal);
  }

  private static String untilText(Said.Journal journal, String text) {
    journal.documentsUntil(text, SOON);
    return text;
  }

  private Path mountedCopy(String name, String text) throws IOException {
    Path directory = Files.createDirectories(mounted.resolve(name));
    return Files.writeString(directory.resolve("rules.yaml"), text);
  }

  private Said.Journal said(String name) {
    return said.computeIfAbsent(name, n -> new Said.Journal());
  }

  private ConfigMapSource connected(String... names) {
    return start(() -> ApiServer.clientOf(api.port()), names);
  }

  private ConfigMapSource throughRelay(String... names) {
    relay.open();
    return start(() -> ApiServer.clientOf(relay.port()), names);
  }

  private ConfigMapSource start(Supplier<KubernetesClient> client, String... names) {
    return start(FAST, client, names);
  }

  private ConfigMapSource start(
      ConfigMapSource.Timing timing, Supplier<KubernetesClient> client, String... names) {
    ConfigMapSource source =
        new ConfigMapSource(
            ApiServer.NAMESPACE, List.of(names), mounted, client, this::said, timing);
    sources.add(source);
    source.start();
    return source;
  }
}

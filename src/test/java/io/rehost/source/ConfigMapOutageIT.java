package io.rehost.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contract section 3, "Taking effect": the API server is away, forbids, stalls or forgets. */
class ConfigMapOutageIT extends ConfigMapScenario {
  ConfigMapOutageIT(@TempDir Path mounted) {
    super(mounted);
  }

  @Test
  void aWatchThatIsCutIsReopenedAndMissesNothing() {
    ConfigMapSource source = watchingThroughRelay("a", "one");

    relay.cut();
    api.apply("a", "two");

    assertThat(said("a").nextText(SOON)).isEqualTo("two");
    await().atMost(SOON).until(source::connected);
  }

  @Test
  void anOutageShowsAndEndsWithTheLatestText() {
    ConfigMapSource source = watchingThroughRelay("a", "one");
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
    ConfigMapSource source = watchingThroughRelay("a", "one");

    relay.stall();
    api.apply("a", "two");

    assertThat(said("a").nextText(SOON)).isEqualTo("two");
    await().atMost(SOON).until(source::connected);
  }

  @Test
  void aNetworkThatSwallowsEverythingShowsAsDeadUntilItIsBack() {
    ConfigMapSource source = watchingThroughRelay("a", "one");

    relay.deaf(true);
    relay.stall();
    await().atMost(SOON).until(() -> !source.connected());
    api.apply("a", "two");
    relay.deaf(false);

    assertThat(said("a").nextText(SOON)).isEqualTo("two");
    await().atMost(SOON).until(source::connected);
  }

  @Test
  void aStalledWatchCountsAsDeadFromItsLastSignOfLifeNotFromWhenItIsFoundOut() {
    ConfigMapSource source = watchingThroughRelay("a", "one");

    relay.deaf(true);
    relay.stall();
    Instant stalled = Instant.now();
    await().atMost(SOON).until(() -> !source.connected());

    // It is found out by a request that goes unanswered for a second, after half a second's quiet.
    Duration margin = Duration.ofMillis(700);
    assertThat(Instant.now()).isAfter(stalled.plus(margin));
    assertThat(source.deadSince()).isBefore(stalled.plus(margin));
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
  void aWatchThatExpiresWhileItIsOpenIsReplacedByAFreshList() {
    api.apply("a", "one");
    AtomicBoolean expiring = new AtomicBoolean(true);
    api.answer(
        request ->
            ApiServer.isWatch(request) && expiring.getAndSet(false)
                ? Optional.of(ApiServer.expiringWatch(() -> api.apply("a", "two")))
                : Optional.empty());

    ConfigMapSource source = connected("a");

    assertThat(untilText(said("a"), "two")).isEqualTo("two");
    await().atMost(SOON).until(source::connected);
    assertThat(api.requests())
        .as("list, watch, list, watch")
        .extracting(path -> path.contains("watch=true"))
        .containsExactly(false, true, false, true);
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
    assertThat(said("a").nextText(SOON)).isEqualTo("a newer copy");

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
}

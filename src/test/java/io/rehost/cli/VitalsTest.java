package io.rehost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Contract section 2, Health. */
class VitalsTest {
  private static final Instant BOUND = Instant.parse("2026-11-22T20:00:00Z");

  private final AtomicBoolean loopsTurn = new AtomicBoolean(true);
  private final AtomicBoolean rulesGood = new AtomicBoolean();
  private final AtomicReference<@Nullable Instant> deadSince = new AtomicReference<>();
  private final Vitals vitals = new Vitals();

  @Test
  void beforeListenersAreBoundTheProcessLivesButHasNotStarted() {
    assertThat(vitals.live()).isTrue();
    assertThat(vitals.started(BOUND.plusSeconds(3600))).isFalse();
    assertThat(vitals.good()).isFalse();
    assertThat(vitals.unwatched(BOUND)).isNull();
  }

  @Test
  void liveMeansThatTheEventLoopsTurnWhateverTheRules() {
    bind();
    assertThat(vitals.live()).isTrue();
    loopsTurn.set(false);
    assertThat(vitals.live()).isFalse();
  }

  @Test
  void startedMeansListenersBoundAndRulesAccepted() {
    bind();
    assertThat(vitals.started(BOUND)).isFalse();
    rulesGood.set(true);
    assertThat(vitals.started(BOUND)).isTrue();
  }

  @Test
  void startedComesTrueByItselfOnceTheWaitIsOver() {
    bind();
    assertThat(vitals.started(BOUND.plusMillis(19_999))).isFalse();
    assertThat(vitals.started(BOUND.plusSeconds(20))).isTrue();
    assertThat(vitals.good()).isFalse();
  }

  @Test
  void whereNothingWaitsForItStartedDoesNotComeTrueByItself() {
    vitals.bound(
        new Vitals.Running(loopsTurn::get, "certificate", rulesGood::get, deadSince::get, null));
    assertThat(vitals.started(BOUND.plusSeconds(3600))).isFalse();
    rulesGood.set(true);
    assertThat(vitals.started(BOUND)).isTrue();
    assertThat(vitals.needed()).isEqualTo("certificate");
  }

  @Test
  void aDeadWatchIsToldWithItsAge() {
    bind();
    assertThat(vitals.unwatched(BOUND)).isNull();
    deadSince.set(BOUND);
    assertThat(vitals.unwatched(BOUND.plusSeconds(61))).isEqualTo(Duration.ofSeconds(61));
  }

  @Test
  void drainingHasNoWayBack() {
    bind();
    assertThat(vitals.draining()).isFalse();
    vitals.drains();
    bind();
    assertThat(vitals.draining()).isTrue();
  }

  private void bind() {
    vitals.bound(
        new Vitals.Running(
            loopsTurn::get, "rules", rulesGood::get, deadSince::get, BOUND.plusSeconds(20)));
  }
}

package io.rehost.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.source.Liveness.Step;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LivenessTest {
  private final Liveness patience = Liveness.DEFAULT;

  @Test
  void anOpenWatchWithBookmarksEveryMinuteIsLeftAlone() {
    assertThat(patience.judge(true, false, Duration.ofSeconds(63))).isEqualTo(Step.WAIT);
  }

  @Test
  void anOpenWatchWithoutEvenABookmarkIsProbed() {
    assertThat(patience.judge(true, false, Duration.ofSeconds(65))).isEqualTo(Step.PROBE);
  }

  /** Contract section 3: "a watch that is dead for 60 s" is reported. */
  @Test
  void aStalledWatchIsFoundOutOnceItIsDeadForAMinuteAndLittleLater() {
    ConfigMapSource.Timing timing = ConfigMapSource.Timing.DEFAULT;

    assertThat(timing.liveness()).isEqualTo(patience);
    assertThat(patience.quiet()).isGreaterThan(Duration.ofSeconds(60));
    assertThat(patience.quiet().plus(timing.request()).plus(timing.tick()))
        .isLessThanOrEqualTo(Duration.ofSeconds(76));
  }

  @Test
  void aClosedWatchIsGivenTimeToReopenAndThenRestarted() {
    assertThat(patience.judge(false, false, Duration.ofSeconds(9))).isEqualTo(Step.WAIT);
    assertThat(patience.judge(false, false, Duration.ofSeconds(10))).isEqualTo(Step.RESTART);
  }

  @Test
  void attemptsThatFailKeepTheirBackOffOf32SecondsAndARequestsTimeout() {
    assertThat(patience.judge(false, true, Duration.ofSeconds(32 + 20))).isEqualTo(Step.WAIT);
  }

  @Test
  void attemptsThatHaveGoneSilentAreRestarted() {
    assertThat(patience.judge(false, true, Duration.ofSeconds(60))).isEqualTo(Step.RESTART);
  }
}

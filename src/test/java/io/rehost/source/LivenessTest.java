package io.rehost.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.source.Liveness.Step;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LivenessTest {
  private final Liveness patience = Liveness.DEFAULT;

  @Test
  void anOpenWatchWithBookmarksEveryMinuteIsLeftAlone() {
    assertThat(patience.judge(true, false, Duration.ofSeconds(61))).isEqualTo(Step.WAIT);
  }

  @Test
  void anOpenWatchWithoutEvenABookmarkIsProbed() {
    assertThat(patience.judge(true, false, Duration.ofSeconds(75))).isEqualTo(Step.PROBE);
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

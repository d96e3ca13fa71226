package io.rehost.injector.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/injector.md: the time that the API server says it waits, less a margin. */
class CallTimeoutTest {
  @ParameterizedTest
  @CsvSource({
    "timeout=10s, 9500",
    "timeout=5s, 4500",
    "timeout=1s, 500",
    "timeout=30s, 29500",
    "timeout=1.5s, 1000",
    "timeout=.5s, 250",
    "timeout=800ms, 400",
    "timeout=1s500ms, 1000",
    "timeout=%2B2s, 9500",
    "timeout=+2s, 1500",
    "timeout=2000000us, 1500",
    "timeout=2000000µs, 1500",
    "timeout=3000000000ns, 2500",
    "a=b&timeout=3s&c=d, 2500",
    "timeout=3s&timeout=4s, 2500"
  })
  void itIsWhatTheQuerySaysLessHalfASecondOrHalfOfLittle(String query, long millis) {
    assertThat(CallTimeout.of(query)).isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "timeout",
        "timeout=",
        "timeout=10",
        "timeout=s",
        "timeout=ten",
        "timeout=-3s",
        "timeout=0s",
        "timeout=1ns",
        "timeout=1d",
        "timeout=%",
        "timeout=3s ",
        "Timeout=3s",
        "xtimeout=3s",
        "timeout=00000000000000000000000000000000000000000000001s"
      })
  void whatIsNoneOrNonsenseIsTheDefaultOfKubernetes(String query) {
    assertThat(CallTimeout.of(query)).isEqualTo(Duration.ofMillis(9_500));
  }

  @Test
  void noQueryIsTheDefaultOfKubernetes() {
    assertThat(CallTimeout.of(null)).isEqualTo(Duration.ofMillis(9_500));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"timeout=1h", "timeout=31s", "timeout=1m", "timeout=99999999999999999999h"})
  void nobodyWaitsLongerThanAnApiServerMay(String query) {
    assertThat(CallTimeout.of(query)).isEqualTo(Duration.ofMillis(29_500));
  }

  @Property(tries = 500)
  void noQueryIsACrashOrLeavesNoTime(@ForAll String text) {
    assertThat(CallTimeout.of("timeout=" + text))
        .isPositive()
        .isLessThanOrEqualTo(Duration.ofMillis(29_500));
  }
}

package io.rehost.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contract 7: rules with hits and lastHit. */
class RuleHitsTest {
  private final RuleHits hits = new RuleHits(2);

  private static TestExchange by(String rule, int status) {
    return new TestExchange(TestExchange.decidedBy(rule), null, status);
  }

  private RuleHits.Hits of(String rule) {
    return Objects.requireNonNull(hits.all().get(rule));
  }

  @Test
  void hitsOfAllEventLoopsAreOneNumber() {
    hits.exchangeEnded(by("a", 200));
    hits.exchangeEnded(by("a", 200).on(1));
    hits.exchangeEnded(new TestExchange(TestExchange.unmatched(), null, 200));
    hits.exchangeEnded(new TestExchange(null, null, 400));

    assertThat(hits.all()).containsOnlyKeys("a", TapFilter.UNMATCHED);
    assertThat(of("a").requests()).isEqualTo(2);
    assertThat(of("a").sinceLast()).isBetween(Duration.ZERO, Duration.ofMinutes(5));
  }

  @Test
  void everyRuleCountsHoweverManyThereAre() {
    for (int i = 0; i < 1000; i++) {
      hits.exchangeEnded(by("rule-" + i, 200));
    }
    assertThat(hits.all()).hasSize(1000);
  }

  @Test
  void anErrorIsWhatTheAccessLogTakesForOne() {
    hits.exchangeEnded(by("a", 200));
    hits.exchangeEnded(by("a", 404));
    hits.exchangeEnded(by("a", 503));
    hits.exchangeEnded(by("a", 0));

    assertThat(of("a").errors()).isEqualTo(2);
  }

  @Test
  void rulesThatAreEditedAwayAreForgottenAndTheOthersCountOn() {
    hits.exchangeEnded(by("a", 200));
    hits.exchangeEnded(by("b", 200));
    hits.retain(Set.of("b", "c"));
    hits.exchangeEnded(by("b", 200));

    assertThat(hits.all()).containsOnlyKeys("b");
    assertThat(of("b").requests()).isEqualTo(2);
  }

  @Test
  void aResponseCountsInTheBucketOfItsTime() {
    hits.exchangeEnded(by("a", 200)); // 3 ms
    long[] counts = of("a").latency().counts();
    assertThat(LongStream.of(counts).sum()).isEqualTo(1);
    assertThat(counts[12]).as("2048 to 4096 microseconds").isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "999, 0", "1000, 1", "1999, 1", "2000, 2", "4000, 3", "8388608000, 24"})
  void bucketsArePowersOfTwoMicroseconds(long nanos, int bucket) {
    assertThat(RuleHits.bucket(nanos)).isEqualTo(bucket);
    assertThat(RuleHits.bucket(Long.MAX_VALUE)).isEqualTo(24);
  }
}

package io.rehost.observe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TokenBucketTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void aBurstPassesAndThenOneAtATime() {
    TokenBucket bucket = new TokenBucket(2, 3, 0);
    assertThat(taken(bucket, 10, 0)).isEqualTo(3);
    assertThat(taken(bucket, 10, SECOND / 2)).isEqualTo(1);
    assertThat(taken(bucket, 10, SECOND)).isEqualTo(1);
  }

  @Test
  void aPauseFillsItNoFurtherThanTheBurst() {
    TokenBucket bucket = new TokenBucket(2, 3, 0);
    assertThat(taken(bucket, 10, 1000 * SECOND)).isEqualTo(3);
  }

  @Test
  void aClockThatSeemsToRunBackwardsTakesNothingAway() {
    TokenBucket bucket = new TokenBucket(1, 1, SECOND);
    assertThat(bucket.take(0)).isTrue();
    assertThat(bucket.take(2 * SECOND)).isTrue();
  }

  private static int taken(TokenBucket bucket, int tries, long now) {
    int taken = 0;
    for (int i = 0; i < tries; i++) {
      taken += bucket.take(now) ? 1 : 0;
    }
    return taken;
  }
}

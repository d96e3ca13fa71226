package io.rehost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** An election that can't end, as a duty hangs, does not keep the injector from ending. */
class BoundedEndTest {
  @Test
  void aPartThatEndsIsWaitedFor() throws Exception {
    AtomicBoolean closed = new AtomicBoolean();
    BoundedEnd end = BoundedEnd.begin("a-part", () -> closed.set(true), Duration.ofMinutes(5));
    assertThat(end.await()).isTrue();
    assertThat(closed).isTrue();
  }

  @Test
  void aPartThatDoesNotEndIsNotWaitedForLongerThanTheLimit() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    BoundedEnd end = BoundedEnd.begin("a-part", never::await, Duration.ofMillis(100));
    assertThat(end.await()).isFalse();
    never.countDown();
  }

  @Test
  void aPartThatFailsHasEnded() throws Exception {
    BoundedEnd end =
        BoundedEnd.begin(
            "a-part",
            () -> {
              throw new IllegalStateException("for a test");
            },
            Duration.ofMinutes(5));
    assertThat(end.await()).isTrue();
  }
}

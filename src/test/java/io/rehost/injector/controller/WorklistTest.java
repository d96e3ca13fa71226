package io.rehost.injector.controller;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WorklistTest {
  private static final Key A = new Key("shop", "a");
  private static final Key B = new Key("shop", "b");
  private static final Duration NO_TIME = Duration.ZERO;
  private static final Duration LONG = Duration.ofSeconds(30);

  @Test
  void aKeyThatIsAddedOftenIsTakenOnce() {
    Worklist list = new Worklist(LONG, LONG);
    list.add(A);
    list.add(B);
    list.add(A);

    assertThat(list.take(NO_TIME)).contains(A);
    assertThat(list.take(NO_TIME)).contains(B);
    assertThat(list.take(NO_TIME)).isEmpty();
  }

  @Test
  void aKeyInHandIsTakenAgainOnlyWhenItIsDone() {
    Worklist list = new Worklist(LONG, LONG);
    list.add(A);
    list.take(NO_TIME);
    list.add(A);
    list.add(B);

    assertThat(list.take(NO_TIME)).contains(B);
    assertThat(list.take(NO_TIME)).isEmpty();

    list.done(A);
    assertThat(list.take(NO_TIME)).contains(A);
  }

  @Test
  void aKeyThatWasAddedWhileItFailedIsLookedAtAtOnce() {
    Worklist list = new Worklist(LONG, LONG);
    list.add(A);
    list.take(NO_TIME);
    list.add(A);

    list.retry(A);

    assertThat(list.take(NO_TIME)).contains(A);
  }

  @Test
  void whoWaitsIsWokenByAKeyThatIsDone() throws Exception {
    Worklist list = new Worklist(LONG, LONG);
    list.add(A);
    list.take(NO_TIME);
    list.add(A);
    FutureTask<Optional<Key>> waiting = new FutureTask<>(() -> list.take(LONG));
    Thread.ofVirtual().start(waiting);

    list.done(A);

    assertThat(waiting.get(20, TimeUnit.SECONDS)).contains(A);
  }

  @Test
  void aKeyThatFailedWaits() {
    Worklist list = new Worklist(LONG, LONG);

    list.retry(A);

    assertThat(list.take(Duration.ofMillis(20))).isEmpty();
  }

  @Test
  void aKeyThatFailedComesBackOnce() {
    Worklist list = new Worklist(Duration.ofMillis(5), LONG);

    list.retry(A);

    assertThat(list.take(LONG)).contains(A);
    assertThat(list.take(Duration.ofMillis(50))).isEmpty();
  }

  @Test
  void theBackOffDoubles() {
    Worklist list = new Worklist(Duration.ofMillis(20), LONG);
    long begin = System.nanoTime();
    for (int i = 0; i < 3; i++) {
      list.retry(A);
      assertThat(list.take(LONG)).contains(A);
    }

    assertThat(Duration.ofNanos(System.nanoTime() - begin))
        .isGreaterThanOrEqualTo(Duration.ofMillis(20 + 40 + 80));
  }

  @Test
  void theBackOffIsBounded() {
    Worklist list = new Worklist(Duration.ofNanos(1), Duration.ofNanos(1));
    for (int i = 0; i < 100; i++) {
      list.retry(A);
      assertThat(list.take(LONG)).contains(A);
    }
  }

  @Test
  void newsOfAKeyThatFailedAreLookedAtAtOnce() {
    Worklist list = new Worklist(LONG, LONG);
    list.retry(A);

    list.add(A);

    assertThat(list.take(NO_TIME)).contains(A);
  }

  @Test
  void aClosedListGivesNothing() {
    Worklist list = new Worklist(LONG, LONG);
    list.add(A);

    list.close();

    assertThat(list.take(LONG)).isEqualTo(Optional.empty());
  }
}

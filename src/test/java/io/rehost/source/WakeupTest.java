package io.rehost.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WakeupTest {
  private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor();

  @AfterEach
  void stop() {
    worker.shutdownNow();
  }

  @Test
  void whatArrivesWhileTheActionRunsIsOneMoreRun() throws InterruptedException {
    AtomicInteger runs = new AtomicInteger();
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Wakeup wakeup =
        new Wakeup(
            worker,
            Duration.ZERO,
            () -> {
              runs.incrementAndGet();
              running.countDown();
              awaitUnchecked(goOn);
            });

    wakeup.wake();
    assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();
    for (int i = 0; i < 10_000; i++) {
      wakeup.wake();
    }
    goOn.countDown();

    worker.shutdown();
    assertThat(worker.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    assertThat(runs).hasValue(2);
  }

  @Test
  void anActionThatFailsRunsAgainWhenAskedFor() throws InterruptedException {
    Semaphore runs = new Semaphore(0);
    Wakeup wakeup =
        new Wakeup(
            worker,
            Duration.ZERO,
            () -> {
              runs.release();
              throw new IllegalStateException("a defect, on purpose");
            });

    wakeup.wake();
    assertThat(runs.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
    wakeup.wake();

    assertThat(runs.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void runsKeepTheirDistance() throws InterruptedException {
    Semaphore runs = new Semaphore(0);
    Wakeup wakeup = new Wakeup(worker, Duration.ofMillis(200), runs::release);
    long begin = System.nanoTime();

    wakeup.wake();
    assertThat(runs.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
    wakeup.wake();
    assertThat(runs.tryAcquire(10, TimeUnit.SECONDS)).isTrue();

    assertThat(Duration.ofNanos(System.nanoTime() - begin))
        .isGreaterThanOrEqualTo(Duration.ofMillis(200));
  }

  private static void awaitUnchecked(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}

package io.rehost.observe;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.DoubleStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to record a duration: Micrometer's timer, and an array of each event loop. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class DurationHistogramBenchmark {
  private static final int LOOPS = 64;
  private static final int DURATIONS = 4096;

  /** What all event loops share. */
  @State(Scope.Benchmark)
  public static class Shared {
    private final DurationHistogram histogram = new DurationHistogram(LOOPS, 24);
    private final Timer timer = timer();
    private final AtomicInteger loops = new AtomicInteger();

    // The registry that Quarkus brings, deprecated or not: what is replaced here
    @SuppressWarnings("deprecation")
    private static Timer timer() {
      MeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
      Duration[] buckets =
          DoubleStream.of(5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000)
              .mapToObj(millis -> Duration.ofMillis((long) millis))
              .toArray(Duration[]::new);
      return Timer.builder("timer").serviceLevelObjectives(buckets).register(registry);
    }
  }

  /** What one event loop has; durations of about a millisecond. */
  @State(Scope.Thread)
  public static class Loop {
    private final long[] durations =
        new Random(1)
            .doubles(DURATIONS, -1, 1)
            .mapToLong(x -> (long) (Math.exp(x) * 1_000_000))
            .toArray();
    private int next;
    private int index = -1;

    long next() {
      return durations[next++ & DURATIONS - 1];
    }

    int index(Shared shared) {
      if (index < 0) {
        index = shared.loops.getAndIncrement() % LOOPS;
      }
      return index;
    }
  }

  @Benchmark
  public void micrometerTimer(Shared shared, Loop loop) {
    shared.timer.record(loop.next(), TimeUnit.NANOSECONDS);
  }

  @Benchmark
  public void perLoopArray(Shared shared, Loop loop) {
    shared.histogram.record(loop.index(shared), 3, loop.next());
  }
}

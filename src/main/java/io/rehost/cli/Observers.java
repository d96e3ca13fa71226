package io.rehost.cli;

import io.micrometer.core.instrument.MeterRegistry;
import io.rehost.cli.settings.Settings;
import io.rehost.observe.DebugOutput;
import io.rehost.observe.ExchangeMetrics;
import io.rehost.proxy.ExchangeListener;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Who is told of exchanges. */
final class Observers {
  private static final int WAITING = 1024;

  private Observers() {}

  /** Metrics, and what the settings ask for beside them. */
  static ExchangeListener of(Settings settings, MeterRegistry registry) {
    ExchangeListener metrics = new ExchangeMetrics(registry);
    return settings.report().debug()
        ? ExchangeListener.both(
            metrics, new DebugOutput(DataPlane.mask(settings), printer(), System.out::print))
        : metrics;
  }

  /** One thread, so that a slow terminal holds up no event loop; rejects what it can't follow. */
  private static Executor printer() {
    return new ThreadPoolExecutor(
        1,
        1,
        0,
        TimeUnit.SECONDS,
        new ArrayBlockingQueue<>(WAITING),
        Thread.ofPlatform().daemon().name("rehost-debug").factory());
  }
}

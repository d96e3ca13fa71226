package io.rehost.cli;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.prometheus.client.CollectorRegistry;
import io.rehost.cli.settings.Settings;
import io.rehost.observe.AccessLog;
import io.rehost.observe.AccessLogWriter;
import io.rehost.observe.DebugOutput;
import io.rehost.observe.ExchangeMetrics;
import io.rehost.observe.RuleHits;
import io.rehost.observe.Tap;
import io.rehost.observe.TraceExport;
import io.rehost.observe.TraceOptions;
import io.rehost.observe.Tracing;
import io.rehost.proxy.ExchangeListener;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Who is told of exchanges. To be closed after the last exchange, so that all is written. */
final class Observers implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Observers.class);
  private static final int WAITING = 1024;
  private static final int TAP_LISTENERS = 8;

  private final Settings settings;
  private final OpenParts open = new OpenParts();
  private final Tap tap;
  private final RuleHits hits;
  private final ExchangeMetrics metrics;
  private final ExchangeListener listener;
  private @Nullable AccessLogWriter accessLog;

  /** Metrics, and what the settings ask for beside them. */
  Observers(Settings settings) {
    this.settings = settings;
    metrics = new ExchangeMetrics(settings.workers());
    ExchangeListener logged =
        switch (settings.report().accessLog()) {
          case OFF -> metrics;
          case ERRORS -> ExchangeListener.both(metrics, AccessLog.ofErrors(accessLog()));
          case ALL -> ExchangeListener.both(metrics, AccessLog.ofAll(accessLog()));
        };
    ExchangeListener reported =
        settings.report().debug() ? ExchangeListener.both(logged, debugOutput()) : logged;
    hits = new RuleHits(settings.workers());
    tap = new Tap(settings.workers(), DataPlane.mask(settings), TAP_LISTENERS);
    ExchangeListener traced = traced(reported);
    listener =
        settings.listen().console().isPresent()
            ? ExchangeListener.both(traced, ExchangeListener.both(hits, tap))
            : traced;
  }

  /** Shows in metrics what has been counted since the start. */
  void register(MeterRegistry meters, CollectorRegistry collectors) {
    metrics.register(collectors);
    if (accessLog != null) {
      FunctionCounter.builder("rehost.access.log.dropped", accessLog, AccessLogWriter::dropped)
          .description("Lines of the access log that could not be written")
          .register(meters);
    }
  }

  /** Shows exchanges to whoever listens; to nobody if there is no console. */
  Tap tap() {
    return tap;
  }

  /** What each rule has done; nothing if there is no console. */
  RuleHits hits() {
    return hits;
  }

  /** All of them as one. */
  ExchangeListener listener() {
    return listener;
  }

  /** Nothing of OpenTelemetry is loaded unless it is configured. */
  private ExchangeListener traced(ExchangeListener others) {
    Optional<TraceOptions> options = settings.report().traces().options();
    if (options.isEmpty()) {
      return others;
    }
    try {
      Tracing tracing = TraceExport.start(options.get(), Version.text(), LOG::warn);
      open.push(tracing);
      LOG.infof("traces endpoint=%s", options.get().receiver().endpoint());
      return ExchangeListener.both(others, tracing);
    } catch (IOException e) {
      LOG.warnf("traces are off: OTEL_EXPORTER_OTLP_CERTIFICATE: %s", e.getMessage());
      return others;
    }
  }

  private AccessLogWriter accessLog() {
    AccessLogWriter writer =
        AccessLogWriter.start(settings.workers(), new StandardOutput(), LOG::warn);
    open.push(writer);
    accessLog = writer;
    return writer;
  }

  /** One thread, so that a slow terminal holds up no event loop; rejects what it can't follow. */
  private DebugOutput debugOutput() {
    ThreadPoolExecutor printer =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            Thread.ofPlatform().daemon().name("rehost-debug").factory());
    open.push(() -> finish(printer));
    return new DebugOutput(DataPlane.mask(settings), printer, System.out::print);
  }

  private static void finish(ThreadPoolExecutor printer) throws InterruptedException {
    printer.shutdown();
    if (!printer.awaitTermination(1, TimeUnit.SECONDS)) {
      LOG.warn("debug output lost at the end, stdout is not read");
    }
  }

  /** Writes what is waiting, for a few seconds at most. */
  @Override
  public void close() {
    open.close();
  }
}

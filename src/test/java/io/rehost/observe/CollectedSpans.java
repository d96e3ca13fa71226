package io.rehost.observe;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Takes the spans of {@link #tracing} instead of a receiver. */
public final class CollectedSpans implements SpanExporter {
  private static final int PATIENCE_SECONDS = 20;
  private final List<SpanData> spans = new CopyOnWriteArrayList<>();

  /** Spans that come here soon. */
  public Tracing tracing(boolean byParent, double ratio) {
    Duration soon = Duration.ofMillis(10);
    TraceOptions options =
        new TraceOptions(
            new TraceOptions.Receiver(
                URI.create("http://none.test"), Map.of(), soon, Optional.empty()),
            Map.of("service.name", "test"),
            new TraceOptions.Sampling(byParent, ratio),
            new TraceOptions.Batches(64, 64, soon, Duration.ofSeconds(PATIENCE_SECONDS)));
    return TraceExport.start(options, "1", this);
  }

  /** As soon as there are so many; in the order of their ends. */
  public List<SpanData> await(int count) {
    Awaitility.await()
        .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .until(() -> spans.size() >= count);
    return List.copyOf(spans);
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> batch) {
    spans.addAll(batch);
    return CompletableResultCode.ofSuccess();
  }

  @Override
  public CompletableResultCode flush() {
    return CompletableResultCode.ofSuccess();
  }

  @Override
  public CompletableResultCode shutdown() {
    return CompletableResultCode.ofSuccess();
  }
}

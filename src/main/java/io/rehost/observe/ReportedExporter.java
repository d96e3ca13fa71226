package io.rehost.observe;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import java.util.Collection;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Says once that spans can't be sent, and once that they can again. Thread-safe. */
final class ReportedExporter implements SpanExporter {
  private final SpanExporter exporter;
  private final URI endpoint;
  private final Consumer<String> log;
  private long lost;

  ReportedExporter(SpanExporter exporter, URI endpoint, Consumer<String> log) {
    this.exporter = exporter;
    this.endpoint = endpoint;
    this.log = log;
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    int count = spans.size();
    CompletableResultCode result = exporter.export(spans);
    return result.whenComplete(() -> sent(result.isSuccess(), result.getFailureThrowable(), count));
  }

  private synchronized void sent(boolean success, @Nullable Throwable failure, int spans) {
    if (success) {
      if (lost > 0) {
        log.accept("traces are exported again endpoint=%s lost=%d".formatted(endpoint, lost));
        lost = 0;
      }
      return;
    }
    if (lost == 0) {
      log.accept(
          "traces can't be exported endpoint=%s reason=%s".formatted(endpoint, reason(failure)));
    }
    lost += spans;
  }

  /** The innermost cause in short: the others repeat it. */
  private static String reason(@Nullable Throwable failure) {
    Throwable cause = failure;
    while (cause != null && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause == null) {
      return "the receiver refuses them, or does not answer";
    }
    String message = cause.getMessage();
    return cause.getClass().getSimpleName() + (message == null ? "" : ": " + message);
  }

  @Override
  public CompletableResultCode flush() {
    return exporter.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return exporter.shutdown();
  }
}

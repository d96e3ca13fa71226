package io.rehost.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A receiver of spans that comes and goes. */
class ReportedExporterTest {
  private final List<String> log = new ArrayList<>();
  private CompletableResultCode next = CompletableResultCode.ofSuccess();
  private final ReportedExporter exporter =
      new ReportedExporter(new Receiver(), URI.create("http://r.test/v1/traces"), log::add);

  @Test
  void anOutageIsSaidOnceAndItsEndOnce() {
    export(1);
    assertThat(log).isEmpty();
    next =
        CompletableResultCode.ofExceptionalFailure(
            new IllegalStateException(new IOException("refused")));
    export(2);
    export(3);
    next = CompletableResultCode.ofSuccess();
    export(1);
    export(1);

    assertThat(log)
        .containsExactly(
            "traces can't be exported endpoint=http://r.test/v1/traces"
                + " reason=IOException: refused",
            "traces are exported again endpoint=http://r.test/v1/traces lost=5");
  }

  @Test
  void theNextOutageIsSaidAgain() {
    for (int outage = 0; outage < 2; outage++) {
      next = CompletableResultCode.ofFailure();
      export(1);
      next = CompletableResultCode.ofSuccess();
      export(1);
    }
    assertThat(log).hasSize(4);
    assertThat(log.getFirst()).endsWith("reason=the receiver refuses them, or does not answer");
  }

  private void export(int spans) {
    var unused = exporter.export(Collections.nCopies(spans, null));
  }

  private final class Receiver implements SpanExporter {
    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      return next;
    }

    @Override
    public CompletableResultCode flush() {
      return next;
    }

    @Override
    public CompletableResultCode shutdown() {
      return next;
    }
  }
}

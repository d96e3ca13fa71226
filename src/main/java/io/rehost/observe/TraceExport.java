package io.rehost.observe;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Sets up OpenTelemetry's SDK: spans wait in a bounded queue, a thread of the SDK's own sends them;
 * if they can't be sent, they are dropped and requests go on.
 */
public final class TraceExport {
  private TraceExport() {}

  /**
   * Begins.
   *
   * @param version of this program
   * @param log takes a line when spans can't be sent, and one when they can again; on any thread
   * @throws IOException if the file of trust anchors can't be read or used
   */
  public static Tracing start(TraceOptions options, String version, Consumer<String> log)
      throws IOException {
    return start(
        options,
        version,
        new ReportedExporter(exporter(options.receiver()), options.receiver().endpoint(), log));
  }

  static Tracing start(TraceOptions options, String version, SpanExporter exporter) {
    TraceOptions.Batches batches = options.batches();
    AttributesBuilder resource = Attributes.builder().put("service.version", version);
    options.resource().forEach(resource::put);
    SdkTracerProvider provider =
        SdkTracerProvider.builder()
            .setResource(Resource.getDefault().merge(Resource.create(resource.build())))
            .setSampler(sampler(options.sampling()))
            .addSpanProcessor(
                BatchSpanProcessor.builder(exporter)
                    .setMaxQueueSize(batches.queue())
                    .setMaxExportBatchSize(batches.size())
                    .setScheduleDelay(batches.delay())
                    .setExporterTimeout(batches.timeout())
                    .build())
            .build();
    return new Tracing(provider, version);
  }

  private static SpanExporter exporter(TraceOptions.Receiver receiver) throws IOException {
    OtlpHttpSpanExporterBuilder builder =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(receiver.endpoint().toString())
            .setTimeout(receiver.timeout())
            .setConnectTimeout(receiver.timeout());
    receiver.fields().forEach(builder::addHeader);
    if (receiver.certificate().isPresent()) {
      Path file = receiver.certificate().get();
      try {
        builder.setTrustedCertificates(Files.readAllBytes(file));
      } catch (IllegalStateException notPem) {
        throw new IOException(file + ": " + notPem.getMessage(), notPem);
      }
    }
    return builder.build();
  }

  private static Sampler sampler(TraceOptions.Sampling sampling) {
    Sampler own =
        sampling.ratio() >= 1 ? Sampler.alwaysOn() : Sampler.traceIdRatioBased(sampling.ratio());
    return sampling.byParent() ? Sampler.parentBased(own) : own;
  }
}

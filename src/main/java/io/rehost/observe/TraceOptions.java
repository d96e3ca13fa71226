package io.rehost.observe;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What is traced, and where spans go. Names no class of OpenTelemetry: who does not trace does not
 * load any.
 *
 * @param resource what makes the spans, such as {@code service.name}
 */
public record TraceOptions(
    Receiver receiver, Map<String, String> resource, Sampling sampling, Batches batches) {
  public TraceOptions {
    resource = Map.copyOf(resource);
  }

  /**
   * Takes spans by OTLP, as http/protobuf.
   *
   * @param endpoint with its path, http or https
   * @param fields sent with each request; their values are secrets
   * @param timeout for one request
   * @param certificate trust anchors in PEM; empty for the JDK's
   */
  public record Receiver(
      URI endpoint, Map<String, String> fields, Duration timeout, Optional<Path> certificate) {
    public Receiver {
      fields = Map.copyOf(fields);
    }
  }

  /**
   * Which traces are recorded.
   *
   * @param byParent whether the client decides, if it says anything
   * @param ratio of the traces that begin here, 0 to 1
   */
  public record Sampling(boolean byParent, double ratio) {}

  /**
   * How spans are gathered.
   *
   * @param queue how many wait at most; more are dropped
   * @param size of a batch, at most that of the queue
   * @param delay after which a batch is sent that is not full
   * @param timeout of a batch, with what is sent again
   */
  public record Batches(int queue, int size, Duration delay, Duration timeout) {}
}

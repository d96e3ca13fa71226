package io.rehost.injector.fleet;

import io.rehost.injector.InjectedPod;
import io.rehost.injector.fleet.PodReport.Answer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks a sidecar for its metrics. A pod may answer what it likes: redirects are not followed, and
 * time and size are bounded. Safe from any thread; blocks.
 */
final class MetricsReader implements AutoCloseable {
  private static final long MOST_BYTES = 4 << 20;

  private final HttpClient client;
  private final Duration timeout;
  private final int port;

  /**
   * @param timeout for one pod, from the connection to the last byte
   * @param port of the management, {@link InjectedPod#MANAGEMENT_PORT}
   */
  MetricsReader(Duration timeout, int port) {
    this.timeout = timeout;
    this.port = port;
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(timeout)
            .build();
  }

  Answer read(InjectedPod pod) {
    if (pod.ip() == null) {
      return new Answer.Nothing("no IP yet, phase " + pod.phase());
    }
    String host = pod.ip().indexOf(':') < 0 ? pod.ip() : "[" + pod.ip() + "]";
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + host + ":" + port + "/metrics"))
            .timeout(timeout)
            .build();
    CompletableFuture<HttpResponse<String>> response =
        client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofString(), MOST_BYTES));
    try {
      return answer(response.get(timeout.toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      response.cancel(true);
      return tooSlow();
    } catch (ExecutionException e) {
      return failure(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      response.cancel(true);
      return new Answer.Nothing("the injector is ending");
    }
  }

  private static Answer answer(HttpResponse<String> response) {
    if (response.statusCode() != 200) {
      return new Answer.Nothing("HTTP status " + response.statusCode() + " (expected: 200)");
    }
    SidecarMetrics metrics = SidecarMetrics.parse(response.body());
    return metrics == null
        ? new Answer.Nothing("no rehost_rules_rejected_total (expected: the metrics of a sidecar)")
        : new Answer.Metrics(metrics);
  }

  private Answer failure(@Nullable Throwable cause) {
    return switch (cause) {
      case HttpTimeoutException _ -> tooSlow();
      case ConnectException _ -> new Answer.Nothing("connection refused");
      case IOException e -> new Answer.Nothing(oneLine(e));
      case null, default -> throw new IllegalStateException(cause);
    };
  }

  private Answer tooSlow() {
    return new Answer.Nothing("no answer within " + timeout.toMillis() + " ms");
  }

  private static String oneLine(IOException failure) {
    return failure.toString().replaceAll("\\s+", " ");
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}

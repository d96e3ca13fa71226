package io.rehost.injector.webhook;

import io.rehost.injector.webhook.AdmissionReview.Judge;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The webhooks over HTTPS (TLS 1.2 and up, HTTP/1.1 and HTTP/2), at {@value #INJECT} and {@value
 * #VALIDATE}: {@code POST} of {@code application/json}, nothing else. It listens as soon as it has
 * a certificate, and takes another at any time.
 *
 * <p>Whatever a client sends, the answer is a response: 200 for a review, 400 for what is none,
 * 404, 405, 408, 413, 415 and 503 with a line of what is wrong, 500 for a defect. Thread-safe, but
 * not to be called on an event loop, as methods wait.
 */
public final class WebhookServer implements AutoCloseable {
  /** Where pods are sent. */
  public static final String INJECT = "/inject";

  /** Where ConfigMaps are sent. */
  public static final String VALIDATE = "/validate";

  /** More than the 90 seconds after which the API server closes what it does not use. */
  private static final int IDLE_SECONDS = 120;

  private static final Logger LOG = Logger.getLogger(WebhookServer.class);

  private static final int JUDGES = 8;
  private static final int WAITING = 256;
  private static final long PATIENCE_SECONDS = 10;

  private final Vertx vertx;
  private final Context loop;
  private final InetSocketAddress address;
  private final Map<String, Judge> judges;
  private final WebhookLimits limits;
  private final ThreadPoolExecutor judging;
  private final InFlight inFlight;
  private final Map<HttpConnection, Long> connections = new ConcurrentHashMap<>();
  private volatile @Nullable HttpServer server;
  private volatile boolean draining;
  private boolean closed;

  /**
   * Does not listen yet.
   *
   * @param address port 0 means one that is free
   * @param pods judges what is sent to {@value #INJECT}
   * @param rules judges what is sent to {@value #VALIDATE}
   */
  public WebhookServer(Vertx vertx, InetSocketAddress address, Judge pods, Judge rules) {
    this(vertx, address, Map.of(INJECT, pods, VALIDATE, rules), WebhookLimits.DEFAULT);
  }

  WebhookServer(
      Vertx vertx, InetSocketAddress address, Map<String, Judge> judges, WebhookLimits limits) {
    this.vertx = vertx;
    this.loop = vertx.getOrCreateContext();
    this.address = address;
    this.judges = Map.copyOf(judges);
    this.limits = limits;
    this.inFlight = new InFlight(limits.bodyBytes());
    this.judging =
        new ThreadPoolExecutor(
            JUDGES,
            JUDGES,
            30,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            Thread.ofPlatform().daemon().name("rehost-webhook-", 0).factory());
    judging.allowCoreThreadTimeOut(true);
  }

  /**
   * Shows this certificate from the next handshake on; connections that stand are not touched. The
   * first call makes it listen. If it fails, all is as it was before.
   *
   * @param certificatePem the chain, the server's own certificate first
   * @param keyPem its private key, PKCS #8, not encrypted
   * @throws IOException if the two are of no use, the address is taken, or it is closed
   */
  public synchronized void serve(String certificatePem, String keyPem) throws IOException {
    if (closed) {
      throw new IOException("the server is closed");
    }
    HttpServerOptions options = options(certificatePem, keyPem);
    HttpServer listening = server;
    if (listening != null) {
      var unused = await(listening.updateSSLOptions(options.getSslOptions()));
      return;
    }
    HttpServer fresh =
        vertx
            .createHttpServer(options)
            .connectionHandler(this::connected)
            .requestHandler(this::requested);
    Promise<HttpServer> bound = Promise.promise();
    loop.runOnContext(_ -> fresh.listen().onComplete(bound));
    HttpServer now = await(bound.future());
    server = now;
    LOG.infof("webhooks listening address=%s:%d", options.getHost(), now.actualPort());
  }

  private HttpServerOptions options(String certificatePem, String keyPem) {
    return new HttpServerOptions()
        .setHost(address.getAddress().getHostAddress())
        .setPort(address.getPort())
        .setSsl(true)
        .setUseAlpn(true)
        .setHttp2ClearTextEnabled(false)
        .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"))
        .setKeyCertOptions(
            new PemKeyCertOptions()
                .setCertValue(Buffer.buffer(certificatePem))
                .setKeyValue(Buffer.buffer(keyPem)))
        .setSslHandshakeTimeout(limits.head().toMillis())
        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
        .setHandle100ContinueAutomatically(true)
        .setIdleTimeout(IDLE_SECONDS);
  }

  private static <T> T await(Future<T> future) throws IOException {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
      throw new IOException(
          Objects.requireNonNullElse(cause.getMessage(), cause.toString()), cause);
    } catch (TimeoutException e) {
      throw new IOException("no result within " + PATIENCE_SECONDS + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private void connected(HttpConnection connection) {
    if (connections.size() >= limits.connections()) {
      connection.close();
      return;
    }
    long timer = vertx.setTimer(limits.head().toMillis(), _ -> connection.close());
    connections.put(connection, timer);
    connection.closeHandler(
        _ -> {
          vertx.cancelTimer(timer);
          connections.remove(connection);
        });
  }

  private void requested(HttpServerRequest request) {
    Long timer = connections.get(request.connection());
    if (timer != null) {
      vertx.cancelTimer(timer);
    }
    ReviewExchange.begin(
        request,
        judges,
        new ReviewExchange.Surroundings(vertx, judging, inFlight, limits, () -> draining));
  }

  /** Whether it listens, and so has a certificate. */
  public boolean serving() {
    return server != null;
  }

  /** Whether its event loop does its work: it takes up a task within this time. */
  public boolean turns(Duration within) throws InterruptedException {
    CountDownLatch taken = new CountDownLatch(1);
    loop.runOnContext(_ -> taken.countDown());
    return taken.await(within.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Where it listens; null if it doesn't yet. */
  public @Nullable InetSocketAddress address() {
    HttpServer listening = server;
    return listening == null
        ? null
        : new InetSocketAddress(address.getAddress(), listening.actualPort());
  }

  /**
   * Ends in peace: bids clients go elsewhere, answers what they still send for a while, as API
   * servers learn late that a pod is on its way out, then what is on its way, and closes.
   *
   * @param delay for which new reviews are still answered
   * @param limit after that, for those that have begun
   * @return whether all were answered in time
   */
  public boolean drain(Duration delay, Duration limit) throws InterruptedException {
    draining = true;
    connections.keySet().forEach(connection -> sendAway(connection, delay.plus(limit)));
    TimeUnit.NANOSECONDS.sleep(delay.toNanos());
    boolean clean = inFlight.awaitNone(limit);
    close();
    return clean;
  }

  /** GOAWAY; a connection of HTTP/1.1 (whose window size is -1) ends with its next response. */
  private static void sendAway(HttpConnection connection, Duration limit) {
    if (connection.getWindowSize() >= 0) {
      connection.shutdown(limit.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Ends at once. May be called more than once. */
  @Override
  public synchronized void close() {
    HttpServer listening = server;
    server = null;
    closed = true;
    if (listening != null) {
      try {
        var unused = await(listening.close());
      } catch (IOException e) {
        LOG.warnf("webhook not closed reason=\"%s\"", e.getMessage());
      }
    }
    judging.shutdownNow();
  }
}

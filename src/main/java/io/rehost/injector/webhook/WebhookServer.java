package io.rehost.injector.webhook;

import static java.util.stream.Collectors.toUnmodifiableMap;

import io.rehost.injector.webhook.AdmissionReview.Judge;
import io.rehost.injector.webhook.ReviewExchange.Webhook;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import javax.net.ssl.X509ExtendedKeyManager;
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

  private static final long PATIENCE_SECONDS = 10;

  private final Vertx vertx;
  private final Context loop;
  private final InetSocketAddress address;
  private final WebhookLimits limits;
  private final RenewedKeys keys = new RenewedKeys();
  private final ExecutorService judging =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("rehost-webhook-", 0).factory());
  private final InFlight inFlight = new InFlight();
  private final Clients clients;
  private final ReviewExchange.Surroundings surroundings;
  private volatile @Nullable HttpServer server;
  private boolean closed;

  /**
   * Does not listen yet.
   *
   * @param address port 0 means one that is free
   * @param pods judges what is sent to {@value #INJECT}
   * @param rules judges what is sent to {@value #VALIDATE}
   * @param listener hears of all requests
   */
  public WebhookServer(
      Vertx vertx, InetSocketAddress address, Judge pods, Judge rules, ReviewListener listener) {
    this(vertx, address, Map.of(INJECT, pods, VALIDATE, rules), listener, WebhookLimits.DEFAULT);
  }

  WebhookServer(
      Vertx vertx,
      InetSocketAddress address,
      Map<String, Judge> judges,
      ReviewListener listener,
      WebhookLimits limits) {
    this.vertx = vertx;
    this.loop = vertx.getOrCreateContext();
    this.address = address;
    this.limits = limits;
    this.clients = new Clients(vertx, limits);
    this.surroundings =
        new ReviewExchange.Surroundings(
            vertx,
            webhooks(judges, limits.judged()),
            judging,
            inFlight,
            new ByteBudget(limits.bodyBytes()),
            clients,
            listener);
  }

  /** Each has its own permits: slow ones of one kind don't hold up the other. */
  private static Map<String, Webhook> webhooks(Map<String, Judge> judges, int judged) {
    return judges.entrySet().stream()
        .collect(
            toUnmodifiableMap(
                Map.Entry::getKey,
                it ->
                    new Webhook(
                        it.getKey().substring(1), it.getValue(), new Semaphore(judged, true))));
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
    keys.renew(parsed(certificatePem, keyPem));
    if (server != null) {
      return;
    }
    HttpServerOptions options = options();
    HttpServer fresh =
        vertx
            .createHttpServer(options)
            .connectionHandler(clients::connected)
            .requestHandler(this::requested);
    Promise<HttpServer> bound = Promise.promise();
    loop.runOnContext(_ -> fresh.listen().onComplete(bound));
    HttpServer now = await(bound.future());
    server = now;
    LOG.infof("webhooks listening address=%s:%d", options.getHost(), now.actualPort());
  }

  private X509ExtendedKeyManager parsed(String certificatePem, String keyPem) throws IOException {
    PemKeyCertOptions pem =
        new PemKeyCertOptions()
            .setCertValue(Buffer.buffer(certificatePem))
            .setKeyValue(Buffer.buffer(keyPem));
    try {
      return (X509ExtendedKeyManager) pem.getKeyManagerFactory(vertx).getKeyManagers()[0];
    } catch (Exception e) { // as it is declared
      throw new IOException(Objects.requireNonNullElse(e.getMessage(), e.toString()), e);
    }
  }

  private HttpServerOptions options() {
    return new HttpServerOptions()
        .setHost(address.getAddress().getHostAddress())
        .setPort(address.getPort())
        .setSsl(true)
        .setUseAlpn(true)
        .setHttp2ClearTextEnabled(false)
        .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"))
        .setKeyCertOptions(KeyCertOptions.wrap(keys))
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

  private void requested(HttpServerRequest request) {
    ReviewExchange.begin(request, surroundings);
    clients.requested(request.connection());
  }

  /** Whether it listens, and so has a certificate. */
  public boolean serving() {
    return server != null;
  }

  /** Requests that have not been answered. */
  public int inFlight() {
    return inFlight.count();
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
   * Ends in peace: bids clients go elsewhere with each response, answers what they still send for a
   * while, as API servers learn late that a pod is on its way out, then takes no more connections,
   * answers what comes on those that stand without having been used, and what is on its way, and
   * closes.
   *
   * @param delay for which new connections are still taken
   * @param limit after that, for reviews that have begun
   * @return whether all were answered in time
   */
  public boolean drain(Duration delay, Duration limit) throws InterruptedException {
    loop.runOnContext(_ -> clients.drain());
    TimeUnit.NANOSECONDS.sleep(delay.toNanos());
    Deadline end = Deadline.in(limit);
    boolean clean =
        onLoop(
            () -> {
              clients.refuse();
              return true;
            });
    var unused = clients.awaitHeard(end); // who sends nothing has no review to wait for
    clean &= idleFrom(end);
    close();
    return clean;
  }

  /**
   * Whether it has closed while nothing was on its way, which only the event loop can tell: another
   * request may come whenever this thread looks.
   */
  private boolean idleFrom(Deadline end) throws InterruptedException {
    while (inFlight.awaitNone(end)) {
      if (onLoop(this::closeIfIdle)) {
        return true;
      }
    }
    return false;
  }

  /** What the event loop finds; false if it does not get to it. */
  private boolean onLoop(BooleanSupplier task) throws InterruptedException {
    FutureTask<Boolean> asked = new FutureTask<>(task::getAsBoolean);
    loop.runOnContext(_ -> asked.run());
    try {
      return asked.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException stuck) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean closeIfIdle() {
    HttpServer listening = server;
    boolean idle = inFlight.count() == 0;
    if (idle && listening != null) {
      var unused = listening.close();
    }
    return idle;
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

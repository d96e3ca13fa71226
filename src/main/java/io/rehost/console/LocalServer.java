package io.rehost.console;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 server that answers only who calls it by a name of this machine, so that no page in
 * the browser of someone who forwards the port can read it (DNS rebinding).
 */
public final class LocalServer implements AutoCloseable {
  private static final Pattern LOCAL =
      Pattern.compile("(?i)(localhost|127\\.0\\.0\\.1|\\[::1])(:[0-9]{1,5})?");
  private static final Logger LOG = Logger.getLogger(LocalServer.class);
  private static final int IDLE_SECONDS = 60;
  private static final long PATIENCE_SECONDS = 10;

  private final HttpServer server;

  private LocalServer(HttpServer server) {
    this.server = server;
  }

  /**
   * Listens.
   *
   * @param taken makes the message of what is thrown of a reason, null if there is none
   * @param handler answers requests whose Host is this machine; on an event loop of Vert.x
   * @throws IOException if the address can't be bound
   */
  public static LocalServer start(
      Vertx vertx,
      InetSocketAddress address,
      UnaryOperator<@Nullable String> taken,
      Handler<HttpServerRequest> handler)
      throws IOException {
    HttpServer server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setHost(address.getAddress().getHostAddress())
                    .setPort(address.getPort())
                    .setHttp2ClearTextEnabled(false)
                    .setIdleTimeout(IDLE_SECONDS))
            .requestHandler(request -> answer(request, handler));
    try {
      var unused =
          server
              .listen()
              .toCompletionStage()
              .toCompletableFuture()
              .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return new LocalServer(server);
    } catch (ExecutionException e) {
      Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
      throw new IOException(taken.apply(cause.getMessage()), e);
    } catch (TimeoutException e) {
      throw new IOException(taken.apply("not bound in time"), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** The port that it listens on. */
  public int port() {
    return server.actualPort();
  }

  private static void answer(HttpServerRequest request, Handler<HttpServerRequest> handler) {
    HttpServerResponse response = request.response();
    response
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("Referrer-Policy", "no-referrer")
        .putHeader("Cross-Origin-Resource-Policy", "same-origin")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    List<String> hosts = request.headers().getAll(HttpHeaders.HOST);
    if (hosts.size() != 1 || !isLocal(hosts.getFirst())) {
      Refusal.of(403, "Host: not this machine's (expected: localhost, 127.0.0.1 or [::1])")
          .send(response);
      return;
    }
    try {
      handler.handle(request);
    } catch (RuntimeException defect) {
      LOG.error("the console failed by a defect", defect);
      if (!response.headWritten()) {
        Refusal.of(500, "The console failed, see the log.").send(response);
      }
    }
  }

  static boolean isLocal(String host) {
    return LOCAL.matcher(host).matches();
  }

  /** Ends at once, without a wait: its connections go with the process. */
  @Override
  public void close() {
    var unused = server.close();
  }
}

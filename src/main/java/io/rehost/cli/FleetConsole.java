package io.rehost.cli;

import io.rehost.injector.fleet.FleetJson;
import io.rehost.injector.fleet.FleetPage;
import io.rehost.injector.fleet.FleetReport;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The injector's console: {@code GET /fleet}, JSON, or a page for who accepts {@code text/html}. It
 * answers only who calls it by a name of this machine, so that no page in the browser of someone
 * who forwards the port can read it (DNS rebinding).
 */
final class FleetConsole implements AutoCloseable {
  private static final Pattern LOCAL =
      Pattern.compile("(?i)(localhost|127\\.0\\.0\\.1|\\[::1])(:[0-9]{1,5})?");
  private static final Logger LOG = Logger.getLogger(FleetConsole.class);
  private static final int IDLE_SECONDS = 60;
  private static final long PATIENCE_SECONDS = 10;

  private final Vertx vertx;
  private final HttpServer server;
  private final Supplier<CompletionStage<FleetReport>> fleet;

  private FleetConsole(
      Vertx vertx, HttpServer server, Supplier<CompletionStage<FleetReport>> fleet) {
    this.vertx = vertx;
    this.server = server;
    this.fleet = fleet;
  }

  /**
   * Listens.
   *
   * @param fleet asks for a report, whose failure means that the API server can't be asked; must
   *     not block
   * @throws IOException if the address is taken
   */
  static FleetConsole start(
      Vertx vertx, InetSocketAddress address, Supplier<CompletionStage<FleetReport>> fleet)
      throws IOException {
    HttpServer server =
        vertx.createHttpServer(
            new HttpServerOptions()
                .setHost(address.getAddress().getHostAddress())
                .setPort(address.getPort())
                .setHttp2ClearTextEnabled(false)
                .setIdleTimeout(IDLE_SECONDS));
    FleetConsole console = new FleetConsole(vertx, server, fleet);
    var listening = server.requestHandler(console::answer).listen();
    try {
      listening.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return console;
    } catch (ExecutionException e) {
      Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
      throw new IOException(StartCheck.taken("REHOST_CONSOLE", address, cause.getMessage()), e);
    } catch (TimeoutException e) {
      throw new IOException(StartCheck.taken("REHOST_CONSOLE", address, "not bound in time"), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  int port() {
    return server.actualPort();
  }

  private void answer(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    response.putHeader("X-Content-Type-Options", "nosniff");
    response.putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    if (!isLocal(request.getHeader(HttpHeaders.HOST))) {
      say(response, 403, "Host: not this machine's (expected: localhost, 127.0.0.1 or [::1])");
    } else if (!"/fleet".equals(request.path())) {
      say(response, 404, "path: \"%s\" (expected: /fleet)".formatted(request.path()));
    } else if (!request.method().equals(HttpMethod.GET)) {
      response.putHeader(HttpHeaders.ALLOW, "GET");
      say(response, 405, "method: \"%s\" (expected: GET)".formatted(request.method()));
    } else {
      fleet(request.getHeader(HttpHeaders.ACCEPT), response);
    }
  }

  private static boolean isLocal(@Nullable String host) {
    return host != null && LOCAL.matcher(host).matches();
  }

  private void fleet(@Nullable String accept, HttpServerResponse response) {
    boolean page = accept != null && accept.contains("text/html");
    Future.fromCompletionStage(fleet.get(), vertx.getOrCreateContext())
        .onSuccess(report -> show(report, page, response))
        .onFailure(
            failure -> {
              LOG.warnf("fleet not known reason=\"%s\"", failure.getMessage());
              say(response, 503, "the API server can't be asked, see the injector's log");
            });
  }

  private static void show(FleetReport report, boolean page, HttpServerResponse response) {
    response.putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT);
    if (page) {
      response
          .putHeader("Content-Security-Policy", FleetPage.CONTENT_SECURITY_POLICY)
          .putHeader(HttpHeaders.CONTENT_TYPE, FleetPage.CONTENT_TYPE)
          .end(FleetPage.of(report));
    } else {
      response
          .putHeader(HttpHeaders.CONTENT_TYPE, FleetJson.CONTENT_TYPE)
          .end(FleetJson.of(report));
    }
  }

  private static void say(HttpServerResponse response, int status, String line) {
    response
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
        .end(line + "\n");
  }

  /** Ends at once, without a wait: its connections go with the process. */
  @Override
  public void close() {
    server.close();
  }
}

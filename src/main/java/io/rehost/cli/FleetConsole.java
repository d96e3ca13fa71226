package io.rehost.cli;

import io.rehost.console.LocalServer;
import io.rehost.injector.fleet.FleetJson;
import io.rehost.injector.fleet.FleetPage;
import io.rehost.injector.fleet.FleetReport;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The injector's console: {@code GET /fleet}, JSON, or a page for who accepts {@code text/html}. It
 * answers only who calls it by a name of this machine.
 */
final class FleetConsole implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(FleetConsole.class);

  private final Vertx vertx;
  private final Supplier<CompletionStage<FleetReport>> fleet;

  @SuppressWarnings("NullAway.Init") // set once it listens, before anyone has it
  private LocalServer server;

  private FleetConsole(Vertx vertx, Supplier<CompletionStage<FleetReport>> fleet) {
    this.vertx = vertx;
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
    FleetConsole console = new FleetConsole(vertx, fleet);
    console.server =
        LocalServer.start(
            vertx,
            address,
            reason -> StartCheck.taken("REHOST_CONSOLE", address, reason),
            console::answer);
    return console;
  }

  int port() {
    return server.port();
  }

  private void answer(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    if (!"/fleet".equals(request.path())) {
      say(response, 404, "path: \"%s\" (expected: /fleet)".formatted(request.path()));
    } else if (!request.method().equals(HttpMethod.GET)) {
      response.putHeader(HttpHeaders.ALLOW, "GET");
      say(response, 405, "method: \"%s\" (expected: GET)".formatted(request.method()));
    } else {
      fleet(request.getHeader(HttpHeaders.ACCEPT), response);
    }
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

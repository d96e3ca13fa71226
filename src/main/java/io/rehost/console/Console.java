package io.rehost.console;

import io.rehost.observe.RuleHits;
import io.rehost.observe.Tap;
import io.rehost.observe.TapQueue;
import io.rehost.rule.ActiveRules;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The console page and the admin API: contract section 7. */
public final class Console implements AutoCloseable {
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self';"
          + " frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
  private static final Logger LOG = Logger.getLogger(Console.class);
  private static final int RETRY_SECONDS = 5;

  private final Vertx vertx;
  private final Views views;
  private final Map<String, Route> routes = new LinkedHashMap<>();
  private final AtomicBoolean probing = new AtomicBoolean();

  @SuppressWarnings("NullAway.Init") // set once it listens, before anyone has it
  private LocalServer server;

  /**
   * What there is to see, and to change.
   *
   * @param tap bounds how many listen
   */
  public record Views(
      ActiveRules rules, RuleHits hits, Tap tap, Explainer explainer, LogLevels logLevels) {}

  private record Route(HttpMethod method, Handler<HttpServerRequest> handler) {}

  private Console(Vertx vertx, Views views) {
    this.vertx = vertx;
    this.views = views;
    Assets.load().forEach((path, asset) -> get(path, request -> asset(request, asset)));
    get("/rules", this::rules);
    get("/stats", this::stats);
    get("/explain", this::explain);
    get("/tap", this::tap);
    routes.put("/probe", new Route(HttpMethod.POST, this::probe));
    routes.put("/log-level", new Route(HttpMethod.PUT, this::logLevel));
  }

  /**
   * Listens.
   *
   * @param taken makes the message of what is thrown of a reason, null if there is none
   * @throws IOException if the address can't be bound
   */
  public static Console start(
      Vertx vertx, InetSocketAddress address, UnaryOperator<@Nullable String> taken, Views views)
      throws IOException {
    Console console = new Console(vertx, views);
    console.server = LocalServer.start(vertx, address, taken, console::answer);
    return console;
  }

  /** The port that it listens on. */
  public int port() {
    return server.port();
  }

  private void get(String path, Handler<HttpServerRequest> handler) {
    routes.put(path, new Route(HttpMethod.GET, handler));
  }

  private void answer(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    response.putHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    Route route = routes.get(String.valueOf(request.path()));
    if (route == null) {
      Refusal.of(404, "path: \"" + request.path() + "\" (expected: " + documented() + ")")
          .send(response);
      return;
    }
    if (!route.method.equals(request.method())) {
      response.putHeader(HttpHeaders.ALLOW, route.method.name());
      Refusal.of(405, "method: \"" + request.method() + "\" (expected: " + route.method + ")")
          .send(response);
      return;
    }
    boolean changes = !route.method.equals(HttpMethod.GET);
    String foreign = SameOrigin.refusal(request.headers(), changes);
    if (foreign != null) {
      Refusal.of(403, foreign).send(response);
      return;
    }
    route.handler.handle(request);
  }

  private static String documented() {
    return "/, /rules, /stats, /explain, /probe, /tap or /log-level";
  }

  private static void asset(HttpServerRequest request, Assets.Asset asset) {
    send(request.response(), asset.type(), asset.text());
  }

  private static void send(HttpServerResponse response, String type, String body) {
    var unused = response.putHeader(HttpHeaders.CONTENT_TYPE, type).end(body);
  }

  private void rules(HttpServerRequest request) {
    if (isRight(Parameters.of(request), request)) {
      String json = RulesJson.of(views.rules.state(), views.hits.all(), Instant.now());
      send(request.response(), JsonText.CONTENT_TYPE, json);
    }
  }

  private void stats(HttpServerRequest request) {
    if (isRight(Parameters.of(request), request)) {
      send(
          request.response(),
          JsonText.CONTENT_TYPE,
          StatsJson.of(views.rules.state(), views.hits.all(), Instant.now()));
    }
  }

  private static boolean isRight(Parameters parameters, HttpServerRequest request) {
    List<String> problems = parameters.problems();
    if (!problems.isEmpty()) {
      Refusal.ofParameters(problems).send(request.response());
    }
    return problems.isEmpty();
  }

  private void explain(HttpServerRequest request) {
    Question question = Question.of(request);
    if (question != null) {
      Explainer explainer = views.explainer;
      answer(
          request.response(), explainer.explain(question.method, question.url, question.headers));
    }
  }

  /** One at a time: each holds a thread, and origins are not to be flooded from here. */
  private void probe(HttpServerRequest request) {
    Question question = Question.of(request);
    if (question == null) {
      return;
    }
    HttpServerResponse response = request.response();
    if (!probing.compareAndSet(false, true)) {
      response.putHeader(HttpHeaders.RETRY_AFTER, Integer.toString(RETRY_SECONDS));
      Refusal.of(503, "Another probe is under way.").send(response);
      return;
    }
    Explainer explainer = views.explainer;
    var unused =
        vertx
            .executeBlocking(
                () -> explainer.probe(question.method, question.url, question.headers), false)
            .onComplete(
                done -> {
                  probing.set(false);
                  if (done.succeeded()) {
                    answer(response, done.result());
                  } else {
                    LOG.error("the probe failed by a defect", done.cause());
                    Refusal.of(500, "The probe failed, see the log.").send(response);
                  }
                });
  }

  private static void answer(HttpServerResponse response, Explainer.Reply reply) {
    switch (reply) {
      case Explainer.Explained(String json) -> send(response, JsonText.CONTENT_TYPE, json);
      case Explainer.Wrong(List<String> problems) -> Refusal.ofParameters(problems).send(response);
      case Explainer.NoRules() -> Refusal.of(503, "There are no rules yet.").send(response);
    }
  }

  /** A request that somebody asks about. */
  private record Question(String method, String url, List<String> headers) {
    /** Null if it was refused. */
    static @Nullable Question of(HttpServerRequest request) {
      Parameters parameters = Parameters.of(request, "method", "url", "header");
      String method = parameters.optional("method");
      String url = parameters.required("url", "the URL that a client asks for");
      return isRight(parameters, request)
          ? new Question(method == null ? "GET" : method, url, parameters.all("header"))
          : null;
    }
  }

  private void tap(HttpServerRequest request) {
    Parameters parameters = TapQuestion.parameters(request);
    TapQuestion question = TapQuestion.of(parameters);
    if (!isRight(parameters, request)) {
      return;
    }
    HttpServerResponse response = request.response();
    TapQueue queue = views.tap.open(question.filter(), question.perSecond());
    if (queue == null) {
      response.putHeader(HttpHeaders.RETRY_AFTER, Integer.toString(RETRY_SECONDS));
      Refusal.of(503, "Too many listen to the tap already.").send(response);
      return;
    }
    TapStream.open(vertx, response, views.tap, queue, question);
  }

  private void logLevel(HttpServerRequest request) {
    Parameters parameters = Parameters.of(request, "level");
    String expected = "one of " + String.join(", ", views.logLevels.names());
    String level = parameters.required("level", expected);
    if (!level.isEmpty() && !views.logLevels.names().contains(level)) {
      parameters.reject("level", level, expected);
    }
    if (isRight(parameters, request)) {
      views.logLevels.change().accept(level);
      send(
          request.response(),
          JsonText.CONTENT_TYPE,
          JsonText.of(
              json -> {
                json.writeStartObject();
                json.writeStringField("level", level);
                json.writeEndObject();
              }));
    }
  }

  /** Ends at once; whoever listens to the tap sees the end of the stream. */
  @Override
  public void close() {
    server.close();
  }
}

package io.rehost.console;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.rehost.observe.RuleHits;
import io.rehost.observe.Tap;
import io.rehost.observe.TestExchange;
import io.rehost.rule.ActiveRules;
import io.rehost.rule.Defaults;
import io.rehost.rule.RuleSource;
import io.rehost.rule.RuleSource.Kind;
import io.rehost.rule.document.Origin;
import io.rehost.rule.document.ParseResult.Parsed;
import io.rehost.rule.document.ParseResult.Rejected;
import io.rehost.rule.document.RulesParser;
import io.rehost.rule.document.RulesText;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** A console on a free port, of rules and exchanges that tests set as values. */
final class ConsoleScene implements AutoCloseable {
  static final int LISTENERS = 2;
  private static final int PATIENCE_MILLIS = 20_000;

  final ActiveRules rules =
      new ActiveRules(
          List.of(
              new RuleSource(Kind.CONFIG_MAP, "site"), new RuleSource(Kind.FILE, "./more.yaml")),
          Defaults.NONE);
  final RuleHits hits = new RuleHits(2);
  final Tap tap = new Tap(2, TestExchange.MASK, LISTENERS);
  final List<String> levels = new CopyOnWriteArrayList<>();
  final List<String> asked = new CopyOnWriteArrayList<>();
  volatile Explainer.Reply reply = new Explainer.Explained("{\"result\":\"passed\"}\n");

  /** Origins that are probed do not answer before this is complete. */
  volatile CompletableFuture<?> probed = CompletableFuture.completedFuture("");

  final Console console;
  private final Vertx vertx = Vertx.vertx();

  ConsoleScene() throws IOException {
    console =
        Console.start(
            vertx,
            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0),
            reason -> "taken: " + reason,
            new Console.Views(
                rules,
                hits,
                tap,
                explainer(),
                new LogLevels(List.of("info", "debug"), levels::add)));
  }

  private Explainer explainer() {
    return new Explainer() {
      @Override
      public Reply explain(String method, String url, List<String> headers) {
        asked.add(method + " " + url + " " + headers);
        return reply;
      }

      @Override
      public Reply probe(String method, String url, List<String> headers) {
        asked.add("probe " + method + " " + url + " " + headers);
        probed.join();
        return reply;
      }
    };
  }

  /** A document that a source reports, with a version. */
  void report(String source, String version, String document) {
    RulesText text = RulesText.of(document.getBytes(UTF_8), Origin.FILE);
    switch (RulesParser.parse(text)) {
      case Parsed(var parsed, var _) -> rules.accept(source, parsed, text.bytes(), version);
      case Rejected(var problems) -> rules.reject(source, problems, version);
    }
  }

  /** An exchange that {@code rule} decided has ended. */
  void ends(String rule, int status) {
    TestExchange exchange = new TestExchange(TestExchange.decidedBy(rule), null, status);
    hits.exchangeEnded(exchange);
    tap.exchangeEnded(exchange);
  }

  /**
   * Sends a request as it is, but for its Host, which is added if no field is given, and returns
   * the whole response.
   *
   * @param line method and target
   */
  String send(String line, String... fields) throws IOException {
    try (Socket socket = connect()) {
      request(socket, line, fields);
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), console.port());
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  void request(Socket socket, String line, String... fields) throws IOException {
    List<String> lines = new ArrayList<>(List.of(line + " HTTP/1.1"));
    lines.addAll(
        fields.length == 0 ? List.of("Host: localhost:" + console.port()) : List.of(fields));
    lines.add("Connection: close\r\n\r\n");
    socket.getOutputStream().write(String.join("\r\n", lines).getBytes(ISO_8859_1));
  }

  /** Asks for the tap, and waits until it listens. */
  BufferedReader listen(Socket socket, String query) throws IOException {
    request(socket, "GET /tap" + query);
    BufferedReader events =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
    awaitLine(events, ": listening");
    return events;
  }

  /** The next line that begins like this. */
  static String awaitLine(BufferedReader events, String start) throws IOException {
    String line = Objects.requireNonNull(events.readLine(), "the stream has ended");
    return line.startsWith(start) ? line : awaitLine(events, start);
  }

  static int status(String response) {
    return Integer.parseInt(response.substring(9, 12));
  }

  static String body(String response) {
    return response.substring(response.indexOf("\r\n\r\n") + 4);
  }

  @Override
  public void close() {
    console.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}

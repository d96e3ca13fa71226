package io.rehost.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rehost.injector.fleet.FleetReport;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract section 6, GET /fleet on the injector's console, and section 7, who it answers. */
class FleetConsoleTest {
  private static final InetSocketAddress FREE =
      new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);

  private final Vertx vertx = Vertx.vertx();
  private volatile CompletionStage<FleetReport> report =
      CompletableFuture.completedStage(new FleetReport(Instant.EPOCH, List.of()));

  @SuppressWarnings("NullAway.Init") // set before each test
  private FleetConsole console;

  @BeforeEach
  void start() throws IOException {
    console = FleetConsole.start(vertx, FREE, () -> report);
  }

  @AfterEach
  void stop() {
    console.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private HttpResponse<String> send(String method, String path, String accept) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + console.port() + path))
              .header("Accept", accept)
              .method(method, BodyPublishers.noBody())
              .build(),
          BodyHandlers.ofString());
    }
  }

  @Test
  void programsGetJsonAndBrowsersAPage() throws Exception {
    HttpResponse<String> json = send("GET", "/fleet", "*/*");
    assertThat(json.body()).startsWith("{").contains("\"pods\"");
    assertThat(json.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/json");
    HttpResponse<String> page = send("GET", "/fleet", "text/html,application/xhtml+xml,*/*;q=0.8");
    assertThat(page.body()).startsWith("<!").contains("</html>");
    assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .startsWith("default-src 'none'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "localhost:15082", "LOCALHOST:1", "127.0.0.1:9", "[::1]:9"})
  void whoCallsItByANameOfThisMachineIsAnswered(String host) throws IOException {
    assertThat(RawExchange.status(RawExchange.get(console.port(), host, "/fleet"))).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "attacker.test",
        "localhost.attacker.test",
        "127.0.0.1.attacker.test",
        "[::2]",
        "localhost:x",
        "10.0.0.1"
      })
  void aNameThatSomeoneHasPointedHereIsNot(String host) throws IOException {
    String answer = RawExchange.get(console.port(), host, "/fleet");
    assertThat(RawExchange.status(answer)).isIn(400, 403);
    assertThat(answer).doesNotContain("pods");
  }

  @ParameterizedTest
  @CsvSource({"GET, /, 404", "GET, /fleet/, 404", "POST, /fleet, 405", "DELETE, /fleet, 405"})
  void nothingElseIsThere(String method, String path, int status) throws Exception {
    assertThat(send(method, path, "*/*").statusCode()).isEqualTo(status);
  }

  @Test
  void aFleetThatCanNotBeAskedForIs503AndSaysNoMoreThanThat() throws Exception {
    report = CompletableFuture.failedStage(new IllegalStateException("secret detail"));
    HttpResponse<String> response = send("GET", "/fleet", "*/*");
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.body())
        .isEqualTo("the API server can't be asked, see the injector's log\n");
  }

  @Test
  void anAddressThatIsTakenIsSaid() {
    InetSocketAddress taken = new InetSocketAddress(FREE.getAddress(), console.port());
    assertThatThrownBy(() -> FleetConsole.start(vertx, taken, () -> report))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("REHOST_CONSOLE: \"127.0.0.1:" + console.port() + "\" (expected: ");
  }
}

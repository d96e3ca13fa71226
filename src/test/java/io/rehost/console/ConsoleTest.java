package io.rehost.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Contract 7: the admin API over real sockets. */
class ConsoleTest {
  @SuppressWarnings("NullAway.Init") // set before each test
  private ConsoleScene scene;

  @BeforeEach
  void start() throws IOException {
    scene = new ConsoleScene();
  }

  @AfterEach
  void stop() {
    scene.close();
  }

  @Test
  void rulesAreTheObjectOfTheContract() throws Exception {
    scene.report("site", "41", "upstream: http://10.0.0.12\nrules:\n- name: a\n- name: b\n");
    scene.report("./more.yaml", "9", "rules:\n- name: c\n  match: {hosts: ['a b']}\n");
    scene.ends("b", 200);
    scene.ends("b", 502);

    String response = scene.send("GET /rules");

    assertThat(ConsoleScene.status(response)).isEqualTo(200);
    assertThat(response).containsIgnoringCase("content-type: application/json");
    assertThat(ConsoleScene.body(response))
        .matches(
            "\\{\"hash\":\"[0-9a-f]{12}\",\"loadedAt\":\"20[0-9T:.-]+Z\",\"sources\":\\["
                + "\\{\"kind\":\"ConfigMap\",\"name\":\"site\",\"resourceVersion\":\"41\","
                + "\"status\":\"accepted\",\"problems\":\\[]},"
                + "\\{\"kind\":\"File\",\"name\":\"./more.yaml\",\"resourceVersion\":\"9\","
                + "\"status\":\"rejected\",\"problems\":\\[\"rules\\[0].match.hosts\\[0]: [^]]+\"]}"
                + "],\"rules\":\\["
                + "\\{\"name\":\"a\",\"source\":\"site\",\"index\":0,\"hits\":0,\"lastHit\":null},"
                + "\\{\"name\":\"b\",\"source\":\"site\",\"index\":1,\"hits\":2,"
                + "\"lastHit\":\"20[0-9T:.-]+Z\"}]}\n");
  }

  @Test
  void withoutRulesThereIsNoHashAndTheSourcesSayWhatIsMissing() throws Exception {
    scene.rules.missing("site", "there is no such ConfigMap");

    assertThat(ConsoleScene.body(scene.send("GET /rules")))
        .startsWith("{\"hash\":null,\"loadedAt\":null,")
        .contains("\"status\":\"missing\",\"problems\":[\"there is no such ConfigMap\"]");
  }

  @Test
  void statsAreCountsByRule() throws Exception {
    scene.ends("b", 200);
    scene.ends("b", 502);

    assertThat(ConsoleScene.body(scene.send("GET /stats")))
        .matches(
            "\\{\"loadedAt\":null,\"reports\":0,\"rules\":\\["
                + "\\{\"name\":\"b\",\"requests\":2,\"errors\":1,\"lastHit\":\"20[0-9T:.-]+Z\","
                + "\"latency\":\\[(0,){12}2(,0){12}]}]}\n");
  }

  @Test
  void explainHandsTheQuestionOverAndTheAnswerBack() throws Exception {
    String response =
        scene.send(
            "GET /explain?method=POST&url=http%3A%2F%2Fa.test%2F%3Fb&header=x%3A+1&header=y%3A2");

    assertThat(scene.asked).containsExactly("POST http://a.test/?b [x: 1, y:2]");
    assertThat(ConsoleScene.body(response)).isEqualTo("{\"result\":\"passed\"}\n");
    scene.send("GET /explain?url=a.test&method=");
    assertThat(scene.asked).contains("GET a.test []");
  }

  @Test
  void aQuestionThatCanNotBeUnderstoodIs400WithAllProblems() throws Exception {
    scene.reply = new Explainer.Wrong(List.of("method: \"(\" (expected: a)", "url: b"));

    String response = scene.send("GET /explain?url=x");

    assertThat(ConsoleScene.status(response)).isEqualTo(400);
    assertThat(response).containsIgnoringCase("content-type: application/problem+json");
    assertThat(ConsoleScene.body(response))
        .isEqualTo(
            "{\"title\":\"Bad Request\",\"status\":400,"
                + "\"detail\":\"method: \\\"(\\\" (expected: a); url: b\"}\n");
  }

  @Test
  void withoutRulesNothingCanBeExplained() throws Exception {
    scene.reply = new Explainer.NoRules();
    assertThat(ConsoleScene.status(scene.send("GET /explain?url=x"))).isEqualTo(503);
  }

  @Test
  void anOriginIsAskedByPostOnly() throws Exception {
    String response = scene.send("POST /probe?method=HEAD&url=a.test&header=x%3A+1");
    assertThat(ConsoleScene.body(response)).isEqualTo("{\"result\":\"passed\"}\n");
    assertThat(scene.send("GET /probe?url=a.test")).contains(" 405 ").contains("POST");
    assertThat(scene.send("POST /probe")).contains(" 400 ", "url: missing (expected: ");
    assertThat(scene.asked).containsExactly("probe HEAD a.test [x: 1]");
  }

  @Test
  void oneOriginIsAskedAtATimeAndTheRestOfTheConsoleGoesOn() throws Exception {
    scene.probed = new CompletableFuture<>();
    try (Socket first = scene.connect()) {
      scene.request(first, "POST /probe?url=a.test");
      await().untilAsserted(() -> assertThat(scene.asked).hasSize(1));

      assertThat(scene.send("POST /probe?url=b.test"))
          .contains(" 503 ", "Another probe is under way.")
          .containsIgnoringCase("retry-after: 5");
      assertThat(ConsoleScene.status(scene.send("GET /rules"))).isEqualTo(200);
      scene.probed.complete(null);
      assertThat(new String(first.getInputStream().readAllBytes(), UTF_8)).contains(" 200 ");
    }
    assertThat(ConsoleScene.status(scene.send("POST /probe?url=c.test"))).isEqualTo(200);
  }

  @Test
  void aProbeThatFailsByADefectIsSaidAndTheNextOneIsTaken() throws Exception {
    scene.probed = CompletableFuture.failedFuture(new IllegalStateException("a defect"));
    assertThat(scene.send("POST /probe?url=a.test")).contains(" 500 ", "see the log");
    scene.probed = CompletableFuture.completedFuture("");
    assertThat(ConsoleScene.status(scene.send("POST /probe?url=a.test"))).isEqualTo(200);
  }

  @Test
  void badParametersAreNamedAllAtOnce() throws Exception {
    String response = scene.send("GET /tap?status=teapot&n=0&rate=1&rate=2&colour=red");

    assertThat(ConsoleScene.status(response)).isEqualTo(400);
    assertThat(ConsoleScene.body(response))
        .contains(
            "parameter: \\\"colour\\\" (expected: rule, status, host, n, rate)",
            "n: \\\"0\\\" (expected: a whole number from 1 to 999999999)",
            "rate: 2 values (expected: one)",
            "status: \\\"teapot\\\" (expected: a status such as 502, a class such as 5xx, or none)");
    assertThat(scene.tap.listeners()).isZero();
    assertThat(scene.send("GET /rules?x=1")).contains("(expected: no parameters)");
    assertThat(scene.send("GET /explain")).contains("url: missing (expected: ");
    assertThat(ConsoleScene.status(scene.send("GET /explain?url=%zz"))).isEqualTo(400);
  }

  @Test
  void theLogLevelIsChangedToOneOfThoseThatThereAre() throws Exception {
    assertThat(scene.send("PUT /log-level?level=debug")).endsWith("{\"level\":\"debug\"}\n");
    String wrong = scene.send("PUT /log-level?level=loud");
    assertThat(ConsoleScene.status(wrong)).isEqualTo(400);
    assertThat(wrong).contains("level: \\\"loud\\\" (expected: one of info, debug)");
    assertThat(ConsoleScene.status(scene.send("PUT /log-level"))).isEqualTo(400);
    assertThat(scene.levels).containsExactly("debug");
  }

  @Test
  void anUnknownPathIs404AndAWrongMethod405WithTheRightOne() throws Exception {
    assertThat(scene.send("GET /fleet")).contains(" 404 ", "path: \\\"/fleet\\\" (expected: /, ");
    assertThat(scene.send("GET /../etc/passwd")).contains(" 404 ");
    assertThat(ConsoleScene.status(scene.send("GET http://localhost/fleet"))).isEqualTo(404);
    assertThat(scene.send("POST /rules")).contains(" 405 ").containsIgnoringCase("allow: GET");
    assertThat(scene.send("GET /log-level?level=debug"))
        .contains(" 405 ")
        .containsIgnoringCase("allow: PUT");
    assertThat(scene.levels).isEmpty();
  }

  @Test
  void thePageIsServedWithAStrictPolicyAndIsNotStored() throws Exception {
    assertThat(scene.send("GET /"))
        .startsWith("HTTP/1.1 200 ")
        .containsIgnoringCase("content-type: text/html; charset=utf-8")
        .contains(
            "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self';"
                + " connect-src 'self'; img-src 'self'; frame-ancestors 'none'; base-uri 'none';"
                + " form-action 'none'\r\n",
            "X-Content-Type-Options: nosniff\r\n",
            "Referrer-Policy: no-referrer\r\n",
            "Cross-Origin-Resource-Policy: same-origin\r\n")
        .containsIgnoringCase("cache-control: no-store")
        .doesNotContainIgnoringCase("access-control-");
  }

  @Test
  void anAddressThatIsTakenIsSaid() {
    Vertx vertx = Vertx.vertx();
    var taken = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), scene.console.port());
    assertThatThrownBy(() -> LocalServer.start(vertx, taken, it -> "taken: " + it, it -> {}))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("taken: ");
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}

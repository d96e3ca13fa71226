package io.rehost.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Contract 7: "The console answers only to Host localhost, 127.0.0.1, [::1]; changes need a
 * same-origin request."
 */
class ForeignPagesTest {
  private static final String CHANGE = "PUT /log-level?level=debug";
  private static final String PROBE = "POST /probe?url=http%3A%2F%2Fa.test%2F";
  private static final String LOCAL = "Host: localhost:15082";

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

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "localhost:1", "LocalHost:15082", "127.0.0.1:9", "[::1]"})
  void namesOfThisMachineAreAnswered(String host) throws Exception {
    assertThat(ConsoleScene.status(scene.send("GET /rules", "Host: " + host))).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/rules", "/stats", "/explain?url=a", "/tap", "/nothing"})
  void noRouteAnswersToAnotherName(String path) throws Exception {
    for (String host : new String[] {"rebound.test", "localhost.rebound.test", "10.0.0.1", ""}) {
      String response = scene.send("GET " + path, "Host: " + host);
      assertThat(ConsoleScene.status(response)).isIn(400, 403);
      assertThat(response).doesNotContain("hash", "listening", "<html");
    }
    assertThat(scene.tap.listeners()).isZero();
  }

  @Test
  void aRefusalSaysWhichNamesAreRight() throws Exception {
    assertThat(scene.send("GET /rules", "Host: rebound.test"))
        .contains(
            "{\"title\":\"Forbidden\",\"status\":403,\"detail\":\"Host: not this machine's"
                + " (expected: localhost, 127.0.0.1 or [::1])\"}");
  }

  @Test
  void severalHostsOrNoneAreRefused() throws Exception {
    assertThat(ConsoleScene.status(scene.send("GET /rules", LOCAL, "Host: rebound.test")))
        .isIn(400, 403);
    assertThat(ConsoleScene.status(scene.send("GET /rules", "X: y"))).isIn(400, 403);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://evil.test",
        "http://localhost:8080",
        "https://localhost:15082",
        "null",
        "http://localhost:15082.evil.test",
        ""
      })
  void aChangeOfAnotherOriginIsRefused(String origin) throws Exception {
    String response = scene.send(CHANGE, LOCAL, "Origin: " + origin);

    assertThat(ConsoleScene.status(response)).isEqualTo(403);
    assertThat(response).contains("(expected: \\\"http://localhost:15082\\\")");
    assertThat(scene.levels).isEmpty();
    assertThat(ConsoleScene.status(scene.send(PROBE, LOCAL, "Origin: " + origin))).isEqualTo(403);
    assertThat(scene.asked).isEmpty();
  }

  @Test
  void aChangeOfThePageAndOneOfCurlAreObeyed() throws Exception {
    scene.send(CHANGE, LOCAL, "Origin: http://localhost:15082", "Sec-Fetch-Site: same-origin");
    scene.send(CHANGE, LOCAL);

    assertThat(scene.levels).containsExactly("debug", "debug");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cross-site", "same-site"})
  void whatAnotherPageEmbedsOrFetchesIsRefused(String site) throws Exception {
    String mode = "Sec-Fetch-Mode: no-cors";
    for (String line : new String[] {"GET /tap", "GET /rules", "GET /", CHANGE, PROBE}) {
      String response = scene.send(line, LOCAL, "Sec-Fetch-Site: " + site, mode);
      assertThat(ConsoleScene.status(response)).isEqualTo(403);
    }
    assertThat(scene.tap.listeners()).isZero();
    assertThat(scene.levels).isEmpty();
    assertThat(scene.asked).isEmpty();
  }

  @Test
  void aFormOfAnotherPageMakesNoOriginBeAsked() throws Exception {
    String response =
        scene.send(
            PROBE,
            LOCAL,
            "Origin: http://evil.test",
            "Sec-Fetch-Site: cross-site",
            "Sec-Fetch-Mode: navigate",
            "Sec-Fetch-Dest: document");
    assertThat(ConsoleScene.status(response)).isEqualTo(403);
    assertThat(scene.asked).isEmpty();
  }

  @Test
  void aLinkToThePageMayBeFollowed() throws Exception {
    String response =
        scene.send(
            "GET /",
            LOCAL,
            "Sec-Fetch-Site: cross-site",
            "Sec-Fetch-Mode: navigate",
            "Sec-Fetch-Dest: document");
    assertThat(ConsoleScene.status(response)).isEqualTo(200);
  }

  @Test
  void aPreflightOfAnotherOriginIsAnsweredWithoutConsent() throws Exception {
    assertThat(
            scene.send(
                "OPTIONS /log-level?level=debug",
                LOCAL,
                "Origin: http://evil.test",
                "Access-Control-Request-Method: PUT"))
        .contains(" 405 ")
        .doesNotContainIgnoringCase("access-control-allow");
  }
}

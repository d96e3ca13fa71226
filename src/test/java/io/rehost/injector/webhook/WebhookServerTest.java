package io.rehost.injector.webhook;

import static io.rehost.injector.webhook.TestReview.ASKS;
import static io.rehost.injector.webhook.TestReview.ASKS_IN_VAIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.rehost.certificates.TestAuthority;
import io.rehost.injector.webhook.AdmissionReview.Verdict;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Issue 6: the webhook over real HTTPS with AdmissionReview v1 bodies. */
class WebhookServerTest {
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  @TempDir
  private Path directory;

  private WebhookScene scene(AdmissionReview.Judge pods) throws IOException {
    return WebhookScene.serving(directory, pods, WebhookLimits.DEFAULT);
  }

  private WebhookScene scene() throws IOException {
    return scene(TestReview.pods());
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void aPodOfADeploymentIsInjected(Version version) throws Exception {
    try (WebhookScene scene = scene()) {
      String pod = TestReview.pod(ASKS);
      HttpResponse<String> response =
          scene.send(version, scene.post("/inject", TestReview.of("Pod", "CREATE", pod)));
      assertThat(response.version()).isEqualTo(version);
      assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
      JsonNode stored = TestReview.patched(pod, TestReview.response(response.body()));
      assertThat(stored.at("/spec/initContainers/0/name").asText()).isEqualTo("rehost");
    }
  }

  @Test
  void theApiServersTimeoutParameterIsNoPartOfThePath() throws Exception {
    try (WebhookScene scene = scene()) {
      String review = TestReview.of("Pod", "CREATE", TestReview.pod(""));
      assertThat(scene.send(Version.HTTP_2, scene.post("/inject?timeout=10s", review)).statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void badRulesAndPodsThatAskInVainAreDenied() throws Exception {
    try (WebhookScene scene = scene()) {
      String pod = TestReview.of("Pod", "CREATE", TestReview.pod(ASKS_IN_VAIN));
      String map =
          "{\"metadata\":{\"labels\":{\"rehost.io/rules\":\"true\"}},\"data\":{\"rules.yaml\":\"x\"}}";
      String rules = TestReview.of("ConfigMap", "UPDATE", map);
      for (HttpRequest request :
          List.of(scene.post("/inject", pod), scene.post("/validate", rules))) {
        HttpResponse<String> response = scene.send(Version.HTTP_2, request);
        assertThat(response.statusCode()).isEqualTo(200);
        JsonNode verdict = TestReview.response(response.body());
        assertThat(verdict.path("allowed").asBoolean(true)).isFalse();
        assertThat(verdict.at("/status/message").asText()).contains("(expected: ");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{\"apiVersion\":\"admission.k8s.io/v1beta1\",\"kind\":\"AdmissionReview\",\"request\":{\"uid\":\"1\"}}",
        "{\"apiVersion\":\"admission.k8s.io/v1\",\"kind\":\"AdmissionReview\"}"
      })
  void whatIsNoReviewOfVersion1Is400(String body) throws Exception {
    try (WebhookScene scene = scene()) {
      HttpResponse<String> response = scene.send(Version.HTTP_2, scene.post("/inject", body));
      assertThat(response.statusCode()).isEqualTo(400);
      assertThat(response.body()).contains("(expected: ");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/, POST, application/json, 404",
    "/inject/, POST, application/json, 404",
    "/fleet, GET, application/json, 404",
    "/inject, GET, application/json, 405",
    "/validate, PUT, application/json, 405",
    "/inject, POST, application/yaml, 415",
    "/inject, POST, application/jsonp, 415",
    "/inject, POST, application/json; charset=utf-8, 200",
    "/inject, POST, Application/JSON, 200"
  })
  void onlyPostsOfJsonToTheTwoPathsAreTaken(String path, String method, String type, int status)
      throws Exception {
    try (WebhookScene scene = scene()) {
      String review = TestReview.of("Pod", "CREATE", TestReview.pod(""));
      HttpRequest request =
          scene
              .request(path)
              .setHeader("Content-Type", type)
              .method(method, BodyPublishers.ofString(review))
              .build();
      for (Version version : List.of(Version.HTTP_1_1, Version.HTTP_2)) {
        HttpResponse<String> response = scene.send(version, request);
        assertThat(response.statusCode()).isEqualTo(status);
        if (status != 200) {
          assertThat(response.body()).contains("(expected: ").endsWith(")\n");
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void aHugePodIsTakenAndWhatIsMoreThanThatIs413(Version version) throws Exception {
    try (WebhookScene scene = scene();
        HttpClient client = scene.client(version)) {
      String pod = TestReview.pod(ASKS + ",\"big\":\"" + "x".repeat(3 << 20) + "\"");
      String huge = TestReview.of("Pod", "CREATE", pod);
      HttpResponse<String> response =
          client.send(scene.post("/inject", huge), BodyHandlers.ofString());
      assertThat(TestReview.response(response.body()).has("patch")).isTrue();
      String more = " ".repeat(AdmissionReview.MAX_BYTES + 1);
      assertThat(client.send(scene.post("/inject", more), BodyHandlers.ofString()).statusCode())
          .isEqualTo(413);
      assertThat(client.send(scene.post("/inject", huge), BodyHandlers.ofString()).statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void aJudgeThatThrowsCostsItsOwnReviewOnly() throws Exception {
    AdmissionReview.Judge broken =
        request -> {
          if (request.operation().equals("CREATE")) {
            throw new IllegalStateException("a defect for a test");
          }
          return Verdict.allowed(List.of());
        };
    try (WebhookScene scene = scene(broken);
        HttpClient client = scene.client(Version.HTTP_2)) {
      HttpResponse<String> failed =
          client.send(
              scene.post("/inject", TestReview.of("Pod", "CREATE", "{}")), BodyHandlers.ofString());
      assertThat(failed.statusCode()).isEqualTo(500);
      assertThat(failed.body()).doesNotContain("IllegalState");
      HttpResponse<String> next =
          client.send(
              scene.post("/inject", TestReview.of("Pod", "UPDATE", "{}")), BodyHandlers.ofString());
      assertThat(next.statusCode()).isEqualTo(200);
    }
  }

  /** A judge of reviews for which the heap is too small, but for updates. */
  private static Verdict exhausted(AdmissionReview.Request request) {
    if (request.operation().equals("CREATE")) {
      throw new OutOfMemoryError("for a test");
    }
    return Verdict.allowed(List.of());
  }

  @Test
  void aReviewThatDoesNotFitIntoTheHeapIs503AndTheNextIsAnswered() throws Exception {
    try (WebhookScene scene = scene(WebhookServerTest::exhausted)) {
      HttpResponse<String> failed =
          scene.send(Version.HTTP_2, scene.post("/inject", TestReview.of("Pod", "CREATE", "{}")));
      assertThat(failed.statusCode()).isEqualTo(503);
      assertThat(failed.body()).isEqualTo("out of memory\n");
      assertThat(failed.headers().firstValue("Retry-After")).contains("1");
      HttpRequest next = scene.post("/inject", TestReview.of("Pod", "UPDATE", "{}"));
      assertThat(scene.send(Version.HTTP_2, next).statusCode()).isEqualTo(200);
      assertThat(scene.heard).containsExactly("inject OVERLOADED", "inject ALLOWED");
    }
  }

  @Test
  void theListenerHearsWhatBecameOfEachRequest() throws Exception {
    String pod = TestReview.of("Pod", "CREATE", TestReview.pod(ASKS_IN_VAIN));
    try (WebhookScene scene = scene()) {
      scene.send(Version.HTTP_2, scene.post("/inject", pod));
      scene.send(Version.HTTP_2, scene.post("/validate", pod));
      scene.send(Version.HTTP_2, scene.post("/validate", "{"));
      scene.send(Version.HTTP_1_1, scene.post("/etc/passwd", pod));
      assertThat(scene.heard)
          .containsExactly(
              "inject DENIED", "validate ALLOWED", "validate REFUSED", "other REFUSED");
      await().until(() -> scene.server.inFlight() == 0); // counted down behind the answer
    }
  }

  @Test
  void anotherCertificateIsShownFromTheNextHandshakeOnAndConnectionsStay() throws Exception {
    TestAuthority next = new TestAuthority();
    String review = TestReview.of("Pod", "CREATE", TestReview.pod(""));
    try (WebhookScene scene = scene();
        HttpClient before = scene.client(Version.HTTP_2);
        HttpClient after = WebhookScene.client(Version.HTTP_2, next)) {
      HttpRequest request = scene.post("/inject", review);
      assertThat(before.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
      assertThatThrownBy(() -> after.send(request, BodyHandlers.ofString()))
          .isInstanceOf(SSLHandshakeException.class);
      scene.serve(next);
      assertThat(after.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
      assertThat(before.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
      assertThatThrownBy(() -> scene.send(Version.HTTP_2, request))
          .isInstanceOf(SSLHandshakeException.class);
    }
  }

  @Test
  void aPairThatIsOfNoUseIsRefusedAndTheOldOneServesOn() throws Exception {
    try (WebhookScene scene = scene()) {
      assertThatThrownBy(() -> scene.server.serve("no certificate", "no key"))
          .isInstanceOf(IOException.class);
      String review = TestReview.of("Pod", "CREATE", TestReview.pod(""));
      assertThat(scene.send(Version.HTTP_2, scene.post("/inject", review)).statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void withoutACertificateItDoesNotListen() throws Exception {
    try (WebhookScene scene =
        new WebhookScene(directory, TestReview.pods(), WebhookLimits.DEFAULT)) {
      assertThat(scene.server.serving()).isFalse();
      assertThat(scene.server.address()).isNull();
      scene.serve(scene.authority);
      assertThat(scene.server.serving()).isTrue();
    }
  }

  @Test
  void versionsOfTlsBelow12AreRefused() throws Exception {
    try (WebhookScene scene = scene()) {
      assertThatThrownBy(() -> scene.handshake("TLSv1.1")).isInstanceOf(SSLException.class);
      assertThat(scene.handshake("TLSv1.2")).isEqualTo("TLSv1.2");
    }
  }
}

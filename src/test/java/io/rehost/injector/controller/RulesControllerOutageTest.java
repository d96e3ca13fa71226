package io.rehost.injector.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.injector.cluster.ApiServer;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the controller does when it, the API server or its watches come and go. */
class RulesControllerOutageTest extends ControlledCluster {
  @Test
  void onlyDifferencesAreWritten() {
    granted();
    controller.follow();
    api.forget();

    controller.lead();

    eventually(() -> assertThat(api.requests()).anyMatch(it -> it.contains("/events/")));
    assertThat(api.requests()).allMatch(it -> it.startsWith("GET "));
  }

  @Test
  void nothingIsWrittenAfterFollow() {
    granted();

    controller.follow();
    api.forget();
    apply(configMap("later", GOOD));

    try (RulesController other = new RulesController(api.client("other"), "injector-1", QUICK)) {
      other.lead();
      eventually(() -> assertThat(roles()).hasSize(2));
    }
    assertThat(api.requests("injector"))
        .as("but for a watch that was being opened")
        .allMatch(it -> it.startsWith("GET ") && it.contains("watch=true"));
  }

  @Test
  void writesThatFailAreTriedAgain() {
    api.answer(
        request ->
            request.getMethod().equals("GET")
                ? Optional.empty()
                : Optional.of(ApiServer.status(500, "on purpose")));
    controller.lead();
    apply(configMap("shop-rules", GOOD));
    eventually(
        () ->
            assertThat(api.requests().stream().filter(it -> it.startsWith("POST")))
                .hasSizeGreaterThan(3));

    api.answerTruly();

    eventually(() -> assertThat(binding()).isNotNull());
  }

  @Test
  void anOutageFromTheStartIsSurvived() {
    api.answer(request -> Optional.of(ApiServer.status(503, "on purpose")));
    apply(configMap("shop-rules", GOOD));
    controller.lead();
    eventually(() -> assertThat(api.requests()).hasSizeGreaterThan(5));

    api.answerTruly();

    eventually(() -> assertThat(binding()).isNotNull());
  }

  @Test
  void everythingIsListedAnewAtIntervals() {
    controller.close();
    controller =
        new RulesController(
            api.client("injector"),
            "injector-0",
            new RulesController.Timing(
                QUICK.tick(),
                QUICK.pace(),
                QUICK.retry(),
                QUICK.mostRetry(),
                QUICK.request(),
                new WatchedKind.Patience(Duration.ofMillis(300), Duration.ofSeconds(30))));
    granted();
    api.forget();

    eventually(
        () ->
            assertThat(
                    api.requests().stream()
                        .filter(it -> it.contains("configmaps") && !it.contains("watch=true")))
                .hasSizeGreaterThanOrEqualTo(2));
    api.editor().rbac().roles().inNamespace("shop").withName(NAME).delete();

    eventually(() -> assertThat(role()).isNotNull());
  }
}

package io.rehost.injector.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.rehost.injector.cluster.ApiServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Contract section 6: hosts added later need a new pod, and an Event says so. */
class RestartWatchTest {
  private final ApiServer api = new ApiServer();

  @AfterEach
  void end() {
    api.close();
  }

  @Test
  void steppingDownWaitsForOneRequestAndNotForAWholeLook() throws Exception {
    for (String name : List.of("p1", "p2", "p3")) {
      create(TestPods.pod(name, null, List.of("old.test"), "rules-of-" + name));
    }
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch stopping = new CountDownLatch(1);
    api.answer(
        request -> {
          if (request.getPath().contains("/configmaps/")) {
            asked.countDown();
            awaitUninterruptibly(stopping);
          }
          return Optional.empty();
        });
    RestartWatch watch =
        new RestartWatch(api.client("injector"), "injector-0", Duration.ofMinutes(1));
    watch.start();
    awaitUninterruptibly(asked);

    Thread stop = Thread.ofVirtual().start(watch::stop);
    // It waits for the look, which by now has been told.
    await().atMost(10, TimeUnit.SECONDS).until(() -> stop.getState() == Thread.State.TIMED_WAITING);
    stopping.countDown();

    assertThat(stop.join(Duration.ofSeconds(10))).isTrue();
    assertThat(api.requests().stream().filter(it -> it.contains("/configmaps/"))).hasSize(1);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void hostsThatWereAddedLaterNeedANewPodAndAnEventSaysSo() throws Exception {
    create(
        TestPods.configMap("shop-rules", TestPods.rules("a", "old.test, NEW.test, \"*.w.test\"")));
    create(TestPods.pod("captures", null, List.of("old.test"), "shop-rules"));
    create(TestPods.pod("does-not", null, "shop-rules"));
    RestartWatch watch =
        new RestartWatch(api.client("injector"), "injector-0", Duration.ofMillis(100));

    try (Fleet fleet = new Fleet(api.client("injector"))) {
      assertThat(fleet.report().toCompletableFuture().get(30, TimeUnit.SECONDS).pods())
          .extracting(PodReport::missingHosts)
          .containsExactly(Map.of("shop-rules", List.of("new.test")), Map.of());
    }
    watch.start();
    eventually(() -> assertThat(events()).hasSize(1));
    api.forget();
    eventually(() -> assertThat(api.requests()).hasSizeGreaterThan(6)); // looks on
    watch.stop();

    Event event = events().getFirst();
    assertThat(event.getReason()).isEqualTo("PodsNeedRestart");
    assertThat(event.getMessage())
        .isEqualTo("new.test: not captured by pods made before it was added");
    assertThat(event.getInvolvedObject().getName()).isEqualTo("shop-rules");
    assertThat(event.getCount()).isEqualTo(1);
    assertThat(api.requests()).allMatch(it -> it.startsWith("GET "));
  }

  private void create(HasMetadata object) {
    object.getMetadata().setResourceVersion(null);
    api.editor().resource(object).create();
  }

  private static void eventually(ThrowingRunnable assertion) {
    await().atMost(20, TimeUnit.SECONDS).untilAsserted(assertion);
  }

  private List<Event> events() {
    return api.editor().v1().events().inNamespace("shop").list().getItems();
  }
}

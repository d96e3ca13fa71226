package io.rehost.injector.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.rehost.injector.cluster.ApiServer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How the controller does in a cluster with many rules. */
class RulesControllerIT {
  private static final int MAPS = 500;

  @Test
  void fiveHundredConfigMapsConvergeWithTwoWritesAndAnEventEach() {
    try (ApiServer api = new ApiServer()) {
      for (int i = 0; i < MAPS; i++) {
        create(api, i);
      }
      try (RulesController controller = new RulesController(api.client("injector"), "injector-0")) {
        long before = heap();
        long begin = System.nanoTime();

        controller.lead();
        await()
            .pollInterval(Duration.ofMillis(500))
            .atMost(180, TimeUnit.SECONDS)
            .until(() -> posts(api, "/events") == MAPS);

        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        System.out.printf(
            "controller: configmaps=%d seconds=%.1f requests=%d heapMiB=%.1f%n",
            MAPS, took.toMillis() / 1e3, api.requests().size(), (heap() - before) / 1048576.0);
        assertThat(took).as("no storm: 25 a second").isGreaterThan(Duration.ofSeconds(18));
      }
      assertThat(posts(api, "/roles")).isEqualTo(MAPS);
      assertThat(posts(api, "/rolebindings")).isEqualTo(MAPS);
      assertThat(api.requests()).hasSizeLessThan(MAPS * 4 + 20);
    }
  }

  private static void create(ApiServer api, int i) {
    api.editor()
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName("rules-" + i)
                .withNamespace("team-" + i % 20)
                .addToLabels("rehost.io/rules", "true")
                .endMetadata()
                .addToData(
                    "rules.yaml",
                    """
                    upstream: http://10.0.0.12
                    rules:
                    - name: a
                      match: {hosts: [a%1$d.test]}
                      host: b%1$d.test
                    """
                        .formatted(i))
                .build())
        .create();
  }

  private static long posts(ApiServer api, String end) {
    return api.requests().stream().filter(it -> it.startsWith("POST ") && it.endsWith(end)).count();
  }

  private static long heap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}

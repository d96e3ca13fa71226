package io.rehost.cluster;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.rehost.cli.RunningProgram;
import io.rehost.cluster.Findings.Section;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Contract 6 against a real API server: the chart, an annotated pod, its sidecar as a process with
 * exactly the injected arguments, variables and account, and a ConfigMap that is edited.
 */
@NeedsOwnApiServer("the API server calls webhooks on this machine")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UserStoryClusterIT {
  private static final String RULES = "shop-rules";
  private static final int EDITS = 50;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @SuppressWarnings("NullAway.Init") // set before all tests
  private ShopScene scene;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private Shop shop;

  @BeforeAll
  void open(@TempDir Path directory) throws Exception {
    scene = ShopScene.open(directory);
    shop = scene.shop();
  }

  @AfterAll
  void close() {
    scene.close();
  }

  private KubernetesClient admin() {
    return scene.admin();
  }

  @Test
  @DisplayName("an annotated pod's requests carry the Host of its rules within a second of an edit")
  void anEditAppliesWithinASecond() throws Exception {
    admin().resource(shop.overriding(RULES, "b0.example.com")).create();
    admin().resource(shop.annotated("web", RULES)).create();
    Pod stored = admin().pods().inNamespace(Shop.NAMESPACE).withName("web").get();
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                !admin()
                    .rbac()
                    .roleBindings()
                    .inNamespace(Shop.NAMESPACE)
                    .list()
                    .getItems()
                    .isEmpty());

    try (RunningProgram sidecar = shop.sidecar(stored);
        HttpClient client = HttpClient.newHttpClient()) {
      sidecar.awaitLine("rules in force");

      List<Long> millis = new ArrayList<>();
      for (int i = 1; i <= EDITS; i++) {
        String host = "b" + i + ".example.com";
        long before = System.nanoTime();
        admin().resource(shop.overriding(RULES, host)).update();
        while (!Shop.seenHost(client).equals(host)) {
          assertThat(System.nanoTime() - before).as(host).isLessThan(SECONDS.toNanos(10));
        }
        millis.add(NANOSECONDS.toMillis(System.nanoTime() - before));
      }
      Collections.sort(millis);
      Findings.add(Section.EDITS, Millis.distribution(millis) + ": " + millis);
      assertThat(millis).allSatisfy(it -> assertThat(it).isLessThan(1000));

      assertThat(stored.getMetadata().getLabels()).containsEntry("rehost.io/injected", "true");
      sidecar.terminate();
      assertThat(sidecar.exitCode()).isZero();
    }
  }

  @Test
  @DisplayName("a bad rules ConfigMap is refused at kubectl apply, with all problems")
  void badRulesAreRefused() {
    KubernetesClientException refused =
        catchThrowableOfType(
            KubernetesClientException.class,
            () -> admin().resource(shop.rules("bad", "rules:\n- name: A!\n  hots: x\n")).create());

    assertThat(refused.getMessage()).contains("denied the request", "A!", "hots");
    assertThat(admin().configMaps().inNamespace(Shop.NAMESPACE).withName("bad").get()).isNull();
  }

  @Test
  @DisplayName("a bad annotation: the pod is denied with all reasons")
  void aPodThatCannotHaveItsSidecarIsDenied() {
    Pod pod =
        shop.pod(
            "denied",
            Map.of(
                "rehost.io/inject", "true",
                "rehost.io/rules", "rules",
                "rehost.io/capture", "some",
                "rehost.io/unmatched", "maybe"));

    KubernetesClientException refused =
        catchThrowableOfType(KubernetesClientException.class, () -> admin().resource(pod).create());

    assertThat(refused.getMessage())
        .contains("[rehost.io/capture]: \"some\"", "[rehost.io/unmatched]: \"maybe\"");
  }
}

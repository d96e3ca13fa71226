package io.rehost.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.rehost.cli.RunningProgram;
import io.rehost.cluster.Findings.Section;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** What users notice when a part of the control plane is away. */
@NeedsOwnApiServer("it kills the API server, which calls webhooks on this machine")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FaultsClusterIT {
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

  private RunningProgram sidecar() throws Exception {
    admin().resource(shop.overriding("rules", "b1.example.com")).create();
    await().atMost(PATIENCE).until(() -> shop.grants("rules") == 2);
    RunningProgram sidecar =
        shop.sidecar(admin().resource(shop.annotated("web", "rules")).create());
    sidecar.awaitLine("rules in force");
    return sidecar;
  }

  private void awaitEdit(HttpClient client, String host) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(Shop.seenHost(client)).isEqualTo(host));
  }

  @Test
  @Order(2) // the injector is gone after it
  @DisplayName("failurePolicy Fail: pods that ask are refused, all others are created")
  void withoutAnInjectorOnlyPodsThatAskAreRefused() {
    scene.injector().close();

    KubernetesClientException refused =
        catchThrowableOfType(
            KubernetesClientException.class,
            () -> admin().resource(shop.annotated("asks", "rules")).create());

    assertThat(refused).as("not refused").isNotNull();
    assertThat(refused.getMessage()).contains("failed calling webhook \"inject.rehost.io\"");
    admin().resource(shop.pod("plain", Map.of())).create();
    admin().resource(shop.pod("annotated", Map.of("a", "b"))).create();
    admin().resource(shop.pod("declines", Map.of("rehost.io/inject", "false"))).create();
    assertThat(admin().pods().inNamespace(Shop.NAMESPACE).list().getItems())
        .extracting(it -> it.getMetadata().getName())
        .contains("plain", "annotated", "declines")
        .doesNotContain("asks");
    Findings.add(
        Section.FAULTS,
        "no injector: pods that ask are refused (failed calling webhook), all others made");
  }

  @Test
  @Order(1)
  void anApiServerThatIsKilledCostsNoRequestAndEditsApplyOnceItIsBack() throws Exception {
    try (RunningProgram sidecar = sidecar();
        HttpClient client = HttpClient.newHttpClient()) {
      scene.cluster().server().kill();
      for (int i = 0; i < 200; i++) {
        assertThat(Shop.seenHost(client)).isEqualTo("b1.example.com");
      }
      scene.cluster().server().startAgain();
      admin().resource(shop.overriding("rules", "b2.example.com")).update();

      awaitEdit(client, "b2.example.com");
      sidecar.terminate();
      assertThat(sidecar.exitCode()).isZero();
    }
    Findings.add(
        Section.FAULTS,
        "API server killed and started again: 200 of 200 requests served meanwhile, the next edit"
            + " applied");
  }
}

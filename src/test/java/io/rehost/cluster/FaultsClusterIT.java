package io.rehost.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.rehost.cli.RunningProgram;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What users notice when a part of the control plane is away. */
class FaultsClusterIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @SuppressWarnings("NullAway.Init") // set before each test
  private ShopScene scene;

  @SuppressWarnings("NullAway.Init") // set before each test
  private Shop shop;

  @BeforeEach
  void open(@TempDir Path directory) throws Exception {
    scene = ShopScene.open(directory);
    shop = scene.shop();
  }

  @AfterEach
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
    assertThat(admin().pods().inNamespace(Shop.NAMESPACE).list().getItems()).hasSize(3);
  }

  @Test
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
  }

  @Test
  @DisplayName("history that is gone (410) when the watch comes back: edits apply")
  void aWatchThatFindsItsHistoryGoneBeginsAnew() throws Exception {
    try (RunningProgram sidecar = sidecar();
        HttpClient client = HttpClient.newHttpClient()) {
      scene.cluster().server().kill();
      scene.cluster().server().compact();
      scene.cluster().server().startAgain();
      admin().resource(shop.overriding("rules", "b3.example.com")).update();

      awaitEdit(client, "b3.example.com");
      sidecar.terminate();
      assertThat(sidecar.exitCode()).isZero();
    }
  }
}

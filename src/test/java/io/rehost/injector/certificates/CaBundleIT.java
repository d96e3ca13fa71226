package io.rehost.injector.certificates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contract section 6, "Webhook certificates: … or cert-manager, or a given Secret". */
class CaBundleIT {
  private static final String ONE = authority();
  private static final String TWO = authority();

  private final Scene scene = new Scene();
  private final KubernetesClient client = scene.client();
  private final Path file;
  private final CaBundle bundle;

  CaBundleIT(@TempDir Path directory) throws IOException {
    file = Files.writeString(directory.resolve("ca.pem"), ONE);
    bundle = new CaBundle(client, "rehost", file, Scene.FAST);
  }

  @AfterEach
  void stop() {
    bundle.close();
    client.close();
    scene.close();
  }

  private static String authority() {
    return Pem.of(new Issuer(Scene.NAMES, Scene.FAST).issue(Instant.now()).authority());
  }

  private void awaitBundles(String... expected) {
    await().atMost(Scene.SOON).until(() -> scene.bundles().equals(List.of(expected)));
  }

  @Test
  void eachWebhookGetsTheFileAndItsChanges() throws IOException {
    scene.install();
    bundle.lead();
    awaitBundles(ONE, ONE, ONE);

    Files.writeString(file, ONE + TWO);

    awaitBundles(ONE + TWO, ONE + TWO, ONE + TWO);
  }

  @Test
  void whatSomeoneElseWritesIsRepairedWithOneRequest() {
    scene.install();
    bundle.lead();
    awaitBundles(ONE, ONE, ONE);
    int before = scene.writes().size();

    scene.setMutatingBundle(TWO);

    awaitBundles(ONE, ONE, ONE);
    assertThat(scene.writes()).hasSize(before + 1);
  }

  @Test
  void configurationsThatComeLaterAreFilledIn() {
    bundle.lead();
    scene.installValidating();
    awaitBundles(ONE);

    scene.installMutating();

    awaitBundles(ONE, ONE, ONE);
  }

  @Test
  void aFileWithoutCertificatesLeavesThemAsTheyAre() throws IOException {
    scene.install();
    bundle.lead();
    awaitBundles(ONE, ONE, ONE);
    int before = scene.writes().size();

    Files.writeString(file, "none");
    await().during(Scene.FAST.round().multipliedBy(5)).until(() -> true);
    assertThat(scene.writes()).hasSize(before);

    Files.writeString(file, TWO);
    awaitBundles(TWO, TWO, TWO);
  }

  @Test
  void whoDoesNotLeadAnyMoreWritesNothing() throws IOException {
    scene.install();
    bundle.lead();
    awaitBundles(ONE, ONE, ONE);
    bundle.follow();
    int before = scene.writes().size();

    Files.writeString(file, TWO);

    await().during(Scene.FAST.round().multipliedBy(5)).until(() -> true);
    assertThat(scene.writes()).hasSize(before);
  }
}

package io.rehost.injector.certificates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Contract section 6: "made and rotated by the injector itself (leader-elected, Secret +
 * caBundle)".
 */
class OwnCertificatesIT {
  private final Scene scene = new Scene();
  private final Replica replica = new Replica(scene, "127.0.0.1", 0);

  @AfterEach
  void stop() {
    replica.close();
    scene.close();
  }

  private void leadUntilInstalled() {
    scene.install();
    replica.certificates.lead();
    await().atMost(Scene.SOON).until(this::installed);
  }

  private boolean installed() {
    return scene.content() instanceof Usable usable
        && replica.server.serving()
        && scene.bundles().equals(java.util.Collections.nCopies(3, usable.bundle()));
  }

  @Test
  void whereNothingIsALeafIsMadeServedAndTrustedByEachWebhook() throws Exception {
    leadUntilInstalled();

    assertThat(new ApiServerCall(scene.bundles().getFirst()).call("127.0.0.1", port()))
        .isEqualTo(scene.usable().current().certificate());
    assertThat(scene.usable().authorities()).hasSize(1);
    assertThat(replica.certificates.expires()).isEqualTo(scene.usable().current().expires());
  }

  @Test
  void whoDoesNotLeadWritesNothing() {
    scene.install();
    leadUntilInstalledElsewhere();

    await().atMost(Scene.SOON).until(replica.server::serving);

    assertThat(scene.writes()).isEmpty();
  }

  private void leadUntilInstalledElsewhere() {
    Usable content =
        Usable.serving(new Issuer(Scene.NAMES, Scene.FAST).issue(Instant.now()), List.of());
    scene
        .editor
        .resource(new SecretForm(Scene.NAMES).write(Scene.NAMESPACE, Scene.NAME, content))
        .create();
  }

  @Test
  void aBundleThatSomeoneEmptiesIsRepairedAndNothingElseIsTouched() {
    leadUntilInstalled();
    int before = scene.writes().size();

    scene.setMutatingBundle("");

    await().atMost(Scene.SOON).until(this::installed);
    assertThat(scene.writes().subList(before, scene.writes().size()))
        .singleElement()
        .asString()
        .startsWith(
            "PATCH /apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/rehost")
        .contains("/webhooks/0/clientConfig/caBundle", "/webhooks/1/clientConfig/caBundle")
        .contains("/metadata/resourceVersion")
        .doesNotContain("failurePolicy");
  }

  @Test
  void whatIsAlreadyThereIsNotWrittenAgain() {
    leadUntilInstalled();
    int before = scene.writes().size();

    replica.certificates.follow();
    replica.certificates.lead();
    scene.setMutatingBundle("");
    await().atMost(Scene.SOON).until(this::installed);

    assertThat(scene.writes()).hasSize(before + 1);
  }

  @Test
  void aConfigurationThatComesLaterIsFilledIn() {
    scene.installMutating();
    replica.certificates.lead();
    await().atMost(Scene.SOON).until(replica.server::serving);

    scene.installValidating();

    await().atMost(Scene.SOON).until(this::installed);
  }

  @Test
  void aSecretForOtherNamesIsReplacedAtOnceAndLiveAuthoritiesStay() {
    scene.install();
    Issued foreign =
        new Issuer(new ServiceNames("other", "place"), Scene.FAST).issue(Instant.now());
    scene
        .editor
        .resource(
            new SecretForm(Scene.NAMES)
                .write(Scene.NAMESPACE, Scene.NAME, Usable.serving(foreign, List.of())))
        .create();
    scene.setMutatingBundle(Pem.of(foreign.authority()));

    replica.certificates.lead();

    await().atMost(Scene.SOON).until(replica.server::serving);
    assertThat(replica.server.given()).isEqualTo(1);
    assertThat(scene.usable().current()).isNotEqualTo(foreign);
    assertThat(scene.usable().authorities().getFirst()).isEqualTo(foreign.authority());
  }

  @Test
  void aDamagedSecretLeavesInForceWhatIsServedAndIsRotatedAway() {
    leadUntilInstalled();
    Issued before = scene.usable().current();

    scene
        .editor
        .resource(
            new SecretBuilder(scene.secret()).addToData("tls.key", Scene.encoded("x")).build())
        .update();

    await()
        .atMost(Scene.SOON)
        .until(() -> scene.content() instanceof Usable usable && usable.next() != null);
    assertThat(scene.usable().current()).isEqualTo(before);
    awaitRotated(before);
  }

  @Test
  void aSecretThatIsDeletedComesBackAndIsRotated() {
    leadUntilInstalled();
    Issued before = scene.usable().current();

    scene.editor.resource(scene.secret()).delete();

    awaitRotated(before);
  }

  @Test
  void anAnnotationForcesARotation() {
    leadUntilInstalled();
    Issued before = scene.usable().current();

    scene.askForRotation();

    awaitRotated(before);
    assertThat(replica.server.given()).isEqualTo(2);
  }

  private void awaitRotated(Issued before) {
    await()
        .atMost(Scene.SOON)
        .until(
            () ->
                scene.content() instanceof Usable usable
                    && !usable.current().equals(before)
                    && usable.authorities().size() == 1
                    && installed());
  }

  @Test
  void aReplicaThatCanNotBeAskedKeepsTheOldAuthorityTrusted() {
    leadUntilInstalled();
    Issued before = scene.usable().current();
    scene.pod("injector-gone", "127.0.0.9");

    scene.askForRotation();
    await()
        .atMost(Scene.SOON)
        .until(() -> scene.content() instanceof Usable u && !u.current().equals(before));
    await().during(Scene.FAST.settle().multipliedBy(2)).until(() -> scene.bundles().size() == 3);
    assertThat(scene.usable().authorities()).contains(before.authority());

    scene.editor.pods().inNamespace(Scene.NAMESPACE).withName("injector-gone").delete();
    awaitRotated(before);
  }

  @Test
  void whileTheApiServerRefusesWhatIsServedIsServedOn() throws Exception {
    leadUntilInstalled();
    String bundle = scene.bundles().getFirst();

    scene.refuse(request -> true);
    scene.editor.resource(scene.secret()).delete();
    assertThat(new ApiServerCall(bundle).call("127.0.0.1", port())).isNotNull();
    assertThat(replica.certificates.expires()).isNotNull();

    scene.refuse(request -> false);
    await().atMost(Scene.SOON).until(this::installed);
  }

  @Test
  void afterItFollowsNothingIsWritten() {
    leadUntilInstalled();
    replica.certificates.follow();
    int before = scene.writes().size();

    scene.askForRotation();
    scene.setMutatingBundle("");

    await().during(Scene.FAST.round().multipliedBy(5)).until(() -> true);
    assertThat(scene.writes()).hasSize(before);
  }

  private int port() {
    return replica.server.port();
  }
}

package io.rehost.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.rehost.cluster.Findings.Section;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NeedsOwnApiServer("the API server calls webhooks on this machine")
class RotationClusterIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** What is five minutes otherwise. */
  private static final String SETTLE = "3s";

  @Test
  @DisplayName("rotation without a restart and without a rejected pod")
  void noPodIsRefusedWhileTheCertificateIsRotated(@TempDir Path directory) throws Exception {
    try (ReplicaScene scene = new ReplicaScene(directory, Map.of("REHOST_WEBHOOK_SETTLE", SETTLE));
        PodStream pods = new PodStream(scene.admin(), n -> scene.shop().annotated("p" + n, "r"));
        Handshakes handshakes = new Handshakes(scene)) {
      await().atMost(PATIENCE).until(() -> pods.made().size() >= 20);
      Map<String, String> before = secret(scene).getData();
      X509Certificate old = handshakes.leaf(scene.leader());

      long begin = System.nanoTime();
      scene.admin().secrets().resource(asked(secret(scene))).update();
      await().atMost(PATIENCE).until(() -> rotated(before, secret(scene).getData()));
      await().atMost(PATIENCE).until(() -> handshakes.bundle().size() == 1);
      long took = Millis.since(begin);
      int until = pods.made().size();
      await().atMost(PATIENCE).until(() -> pods.made().size() >= until + 20);
      pods.stop();
      handshakes.stop();

      assertThat(leaves(scene, handshakes)).hasSize(1).doesNotContain(old);
      assertThat(pods.refused()).isEmpty();
      assertThat(pods.uninjected()).isZero();
      assertThat(handshakes.failed()).isEmpty();
      assertThat(handshakes.done()).isGreaterThan(50);
      Findings.add(
          Section.FAULTS,
          "rotation of the certificate (%s between steps, %s in all, two replicas): %d pods made meanwhile, 0 refused; %d new connections, 0 failed"
              .formatted(SETTLE, Millis.seconds(took), pods.made().size(), handshakes.done()));
    }
  }

  private static Set<X509Certificate> leaves(ReplicaScene scene, Handshakes handshakes)
      throws Exception {
    Set<X509Certificate> leaves = new HashSet<>();
    assertThat(scene.replicas()).hasSize(2);
    for (Replica replica : scene.replicas()) {
      leaves.add(handshakes.leaf(replica));
    }
    return leaves;
  }

  private static Secret secret(ReplicaScene scene) {
    InstalledChart chart = scene.chart();
    return scene
        .admin()
        .secrets()
        .inNamespace(chart.namespace())
        .withName(chart.webhook())
        .require();
  }

  /** By hand, as docs/certificates.md says it. */
  private static Secret asked(Secret secret) {
    return new SecretBuilder(secret)
        .editMetadata()
        .addToAnnotations("rehost.io/rotate", "now")
        .endMetadata()
        .build();
  }

  /** Whether another pair is served, and none waits. */
  private static boolean rotated(Map<String, String> before, Map<String, String> now) {
    return List.of("tls.crt", "tls.key", "ca.crt").stream()
            .noneMatch(key -> Objects.equals(before.get(key), now.get(key)))
        && !now.containsKey("next.crt");
  }
}

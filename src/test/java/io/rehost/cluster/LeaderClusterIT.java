package io.rehost.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.rehost.cluster.Findings.Section;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** "Leader-elected", "2 replicas": what users notice when the one that leads is no more. */
@NeedsOwnApiServer("the API server calls webhooks on this machine")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LeaderClusterIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** The lease's 15 s, two attempts of the other (4.4 s each at most), the Role; and patience. */
  private static final long TAKEN_OVER_MILLIS = 40_000;

  /** Two probes in vain, the time they take, a webhook's timeout; and patience. */
  private static final long REFUSED_MILLIS = 20_000;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private ReplicaScene scene;

  @BeforeAll
  void open(@TempDir Path directory) throws Exception {
    scene = new ReplicaScene(directory, Map.of());
  }

  @AfterAll
  void close() {
    scene.close();
  }

  @BeforeEach
  void twoReplicas() throws Exception {
    if (scene.replicas().size() < 2) {
      scene.awaitLeader(scene.replicas().getFirst());
      scene.shop().awaitWebhooks(); // by which the API server connects to the one that is there
      var unused = scene.start();
    }
    assertThat(scene.relay().connections(scene.leader()))
        .as("API server's connections to the leader, or its end would be no fault")
        .isPositive();
  }

  private KubernetesClient admin() {
    return scene.admin();
  }

  private PodStream pods(String name) {
    return new PodStream(admin(), n -> scene.shop().annotated(name + n, "rules"));
  }

  private Replica other(Replica leader) {
    return scene.replicas().stream().filter(it -> it != leader).findFirst().orElseThrow();
  }

  /** Makes a labelled ConfigMap and waits for its Role; returns when that was there. */
  private long awaitRole(String configMap, long since) {
    admin().resource(scene.shop().overriding(configMap, "b.example.com")).create();
    await().atMost(PATIENCE).until(() -> scene.shop().grants(configMap) == 2);
    return Millis.since(since);
  }

  private static void awaitMore(PodStream pods, int more) {
    int made = pods.made().size();
    await().atMost(PATIENCE).until(() -> pods.made().size() >= made + more);
  }

  private static long lastRefusal(PodStream pods, long since) {
    return pods.refused().stream().mapToLong(it -> (it.at() - since) / 1_000_000).max().orElse(0);
  }

  @Test
  @DisplayName("leader killed (SIGKILL): the other leads within the lease's time, pods go on")
  void aLeaderThatIsKilledIsReplaced() throws Exception {
    Replica leader = scene.leader();
    Replica other = other(leader);
    try (PodStream pods = pods("killed-")) {
      awaitMore(pods, 20);

      long killed = System.nanoTime();
      leader.program().close();
      long role = awaitRole("after-kill", killed);
      awaitMore(pods, 20);
      pods.stop();
      scene.forget(leader);

      assertThat(scene.holder()).isEqualTo(other.name());
      assertThat(role).isLessThan(TAKEN_OVER_MILLIS);
      assertThat(pods.refused())
          .allSatisfy(it -> assertThat(it.message()).contains("failed calling webhook"));
      assertThat(lastRefusal(pods, killed)).isLessThan(REFUSED_MILLIS);
      assertThat(pods.uninjected()).isZero();
      Findings.add(Section.FAULTS, told("leader killed (SIGKILL)", role, pods, killed));
    }
  }

  @Test
  @DisplayName("leader told to end (SIGTERM): the other leads at once, no pod is refused")
  void aLeaderThatEndsHandsOver() throws Exception {
    Replica leader = scene.leader();
    Replica other = other(leader);
    try (PodStream pods = pods("ended-")) {
      awaitMore(pods, 20);

      long ended = System.nanoTime();
      leader.program().terminate();
      long role = awaitRole("after-end", ended);
      int exit = leader.program().exitCode();
      awaitMore(pods, 20);
      pods.stop();
      scene.forget(leader);

      assertThat(exit).isZero();
      assertThat(scene.holder()).isEqualTo(other.name());
      assertThat(role).as("it gives up the lease").isLessThan(15_000);
      assertThat(pods.refused()).isEmpty();
      assertThat(pods.uninjected()).isZero();
      Findings.add(Section.FAULTS, told("leader told to end (SIGTERM)", role, pods, ended));
    }
  }

  private static String told(String fault, long role, PodStream pods, long since) {
    String refused =
        pods.refused().isEmpty()
            ? "0 refused"
            : "%d refused, the last after %s"
                .formatted(pods.refused().size(), Millis.seconds(lastRefusal(pods, since)));
    return "%s: Role of a new ConfigMap after %s; of %d pods %s"
        .formatted(
            fault, Millis.seconds(role), pods.made().size() + pods.refused().size(), refused);
  }

  @Test
  @DisplayName("hosts added later need a new pod: Event and /fleet say so")
  void hostsAddedToCapturedRulesAreToldByFleetAndByAnEvent() throws Exception {
    ConfigMap map = admin().resource(captured("c1.example.com")).create();
    var pod =
        scene
            .shop()
            .pod(
                "captures",
                Map.of(
                    "rehost.io/inject", "true",
                    "rehost.io/rules", "captured",
                    "rehost.io/capture", "hosts"));
    assertThat(admin().resource(pod).create().getSpec().getHostAliases()).isNotEmpty();
    assertThat(
            FleetAnswer.of(scene.leader().console())
                .pod("captures")
                .path("needsRestart")
                .asBoolean())
        .isFalse();

    admin().resource(captured("c1.example.com, c2.example.com")).update();

    await()
        .atMost(PATIENCE)
        .until(() -> missingHosts().toString(), "{\"captured\":[\"c2.example.com\"]}"::equals);
    // A leader looks when it begins to lead, and every two minutes.
    Replica leader = scene.leader();
    leader.program().terminate();
    await().atMost(PATIENCE).until(() -> !restartEvents(map).isEmpty());
    assertThat(restartEvents(map).getFirst().getMessage()).contains("c2.example.com");
    assertThat(leader.program().exitCode()).isZero();
    scene.forget(leader);
  }

  private JsonNode missingHosts() throws Exception {
    return FleetAnswer.of(scene.leader().console()).pod("captures").path("missingHosts");
  }

  private ConfigMap captured(String hosts) {
    return scene
        .shop()
        .rules(
            "captured",
            "upstream: http://10.0.0.12\nrules:\n- name: a\n  match: {hosts: [%s]}\n"
                .formatted(hosts));
  }

  /** Those that {@code kubectl describe} shows: with kind and uid. */
  private List<Event> restartEvents(ConfigMap map) {
    return admin().v1().events().inNamespace(Shop.NAMESPACE).list().getItems().stream()
        .filter(it -> "PodsNeedRestart".equals(it.getReason()))
        .filter(it -> "ConfigMap".equals(it.getInvolvedObject().getKind()))
        .filter(it -> map.getMetadata().getUid().equals(it.getInvolvedObject().getUid()))
        .toList();
  }
}

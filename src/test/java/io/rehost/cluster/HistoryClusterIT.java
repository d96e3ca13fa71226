package io.rehost.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rehost.cli.RunningProgram;
import io.rehost.cluster.Findings.Section;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** "Never stop watching silently": history that is gone when a watch comes back. */
@NeedsOwnApiServer("it compacts etcd and kills the API server")
class HistoryClusterIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  @DisplayName("410 Gone, as both programs are told: edits apply, and Roles are made")
  void watchesThatFindTheirHistoryGoneBeginAnew(@TempDir Path directory) throws Exception {
    try (TestCluster cluster = TestCluster.start(directory);
        HostEcho origin = new HostEcho();
        WatchRecorder injectors = new WatchRecorder(cluster.server());
        WatchRecorder sidecars = new WatchRecorder(cluster.server());
        RunningProgram _ = injector(cluster, injectors)) {
      Shop shop = new Shop(cluster, origin.url());
      shop.awaitWebhooks();
      cluster.admin().resource(shop.overriding("rules", "b1.example.com")).create();
      await().atMost(PATIENCE).until(() -> shop.grants("rules") == 2);
      var pod = cluster.admin().resource(shop.annotated("web", "rules")).create();
      try (RunningProgram sidecar = shop.sidecar(pod, through(sidecars));
          HttpClient client = HttpClient.newHttpClient()) {
        sidecar.awaitLine("rules watch connected");
        Stream.of(injectors, sidecars).forEach(WatchRecorder::shut);
        cluster.server().kill();
        cluster.server().compact();
        cluster.server().startAgain();
        Stream.of(injectors, sidecars).forEach(WatchRecorder::open);
        cluster.admin().resource(shop.overriding("rules", "b3.example.com")).update();

        await()
            .atMost(PATIENCE)
            .untilAsserted(() -> assertThat(Shop.seenHost(client)).isEqualTo("b3.example.com"));
        cluster.admin().resource(shop.overriding("later", "b4.example.com")).create();
        await().atMost(PATIENCE).until(() -> shop.grants("later") == 2);
        await().atMost(PATIENCE).until(() -> sidecars.gone() > 0 && injectors.gone() > 0);
        sidecar.terminate();
        assertThat(sidecar.exitCode()).isZero();
      }
      Findings.add(
          Section.FAULTS,
          "history compacted while the API server is down: 410 told to the sidecar %d times, to the injector %d times; the edit applied, the Role was made"
              .formatted(sidecars.gone(), injectors.gone()));
    }
  }

  private static RunningProgram injector(TestCluster cluster, WatchRecorder recorder)
      throws IOException {
    return InstalledChart.install(cluster, Map.of()).injector(through(recorder));
  }

  private static Map<String, String> through(WatchRecorder recorder) {
    return Map.of("KUBERNETES_MASTER", recorder.url());
  }
}

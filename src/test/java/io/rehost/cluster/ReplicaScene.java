package io.rehost.cluster;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A cluster with the chart, several injectors behind its Service, and users with an origin. */
final class ReplicaScene implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HostEcho origin = new HostEcho();
  private final TestCluster cluster;
  private final InstalledChart chart;
  private final ServiceRelay relay;
  private final Map<String, String> variables;
  private final List<Replica> replicas = new ArrayList<>();
  private final Shop shop;
  private int started;

  /**
   * Starts it with two replicas, of which the first leads and has the API server's connections.
   *
   * @param variables of the injectors, beside those of the chart
   */
  ReplicaScene(Path directory, Map<String, String> variables)
      throws IOException, InterruptedException {
    this.variables = variables;
    cluster = TestCluster.start(directory);
    chart = InstalledChart.install(cluster, Map.of());
    relay = new ServiceRelay(chart.webhookAddress());
    Replica first = start();
    shop = new Shop(cluster, origin.url());
    shop.awaitWebhooks();
    awaitLeader(first);
    var unused = start();
  }

  /** One more, once it is ready. */
  Replica start() throws IOException {
    Replica replica = Replica.start(cluster, chart, ++started, variables);
    replicas.add(replica);
    relay.add(replica);
    await().atMost(PATIENCE).until(() -> relay.isReady(replica));
    return replica;
  }

  /** Its process has ended; its pod is taken away. */
  void forget(Replica replica) {
    relay.remove(replica);
    replicas.remove(replica);
    replica.close();
  }

  List<Replica> replicas() {
    return List.copyOf(replicas);
  }

  /** Who holds the lease, by the Lease. */
  String holder() {
    String holder =
        admin()
            .leases()
            .inNamespace(chart.namespace())
            .withName(chart.account())
            .get()
            .getSpec()
            .getHolderIdentity();
    return Objects.requireNonNullElse(holder, "");
  }

  Replica leader() {
    String holder = holder();
    return replicas.stream().filter(it -> it.name().equals(holder)).findFirst().orElseThrow();
  }

  void awaitLeader(Replica replica) {
    await().atMost(PATIENCE).until(() -> holder().equals(replica.name()));
  }

  KubernetesClient admin() {
    return cluster.admin();
  }

  InstalledChart chart() {
    return chart;
  }

  ServiceRelay relay() {
    return relay;
  }

  Shop shop() {
    return shop;
  }

  @Override
  public void close() {
    replicas.forEach(Replica::close);
    relay.close();
    cluster.close();
    origin.close();
  }
}

package io.rehost.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.rehost.cli.RunningProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** A cluster with the chart and an injector, whose webhooks stand, and users with an origin. */
record ShopScene(
    HostEcho origin, TestCluster cluster, InstalledChart chart, RunningProgram injector, Shop shop)
    implements AutoCloseable {

  /** Starts all of it in an empty directory. */
  static ShopScene open(Path directory) throws IOException, InterruptedException {
    return open(directory, Map.of());
  }

  /**
   * The same.
   *
   * @param variables of the injector, beside those of the chart
   */
  static ShopScene open(Path directory, Map<String, String> variables)
      throws IOException, InterruptedException {
    TestCluster cluster = TestCluster.start(directory);
    InstalledChart chart = InstalledChart.install(cluster, Map.of());
    HostEcho origin = new HostEcho();
    RunningProgram injector = chart.injector(variables);
    Shop shop = new Shop(cluster, origin.url());
    shop.awaitWebhooks();
    return new ShopScene(origin, cluster, chart, injector, shop);
  }

  KubernetesClient admin() {
    return cluster.admin();
  }

  @Override
  public void close() {
    injector.close();
    cluster.close();
    origin.close();
  }
}

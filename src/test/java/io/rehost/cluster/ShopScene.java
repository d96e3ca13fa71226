package io.rehost.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.rehost.cli.RunningProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** A cluster with the chart and an injector, whose webhooks stand, and users with an origin. */
record ShopScene(HostEcho origin, TestCluster cluster, RunningProgram injector, Shop shop)
    implements AutoCloseable {

  /** Starts all of it in an empty directory. */
  static ShopScene open(Path directory) throws IOException, InterruptedException {
    HostEcho origin = new HostEcho();
    TestCluster cluster = TestCluster.start(directory);
    RunningProgram injector = InstalledChart.install(cluster, Map.of()).injector(Ports.free());
    Shop shop = new Shop(cluster, origin.url());
    shop.awaitWebhooks();
    return new ShopScene(origin, cluster, injector, shop);
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

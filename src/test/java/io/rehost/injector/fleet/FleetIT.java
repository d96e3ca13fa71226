package io.rehost.injector.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.rehost.injector.cluster.ApiServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How the report does in a large fleet. */
class FleetIT {
  private static final int PODS = 2_000;

  @Test
  void twoThousandPodsAreReportedInTime() throws Exception {
    byte[] metrics = TestPods.metrics("abc123abc123").getBytes(StandardCharsets.UTF_8);
    HttpServer sidecars =
        HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), 0), 100);
    sidecars.createContext(
        "/metrics",
        exchange -> {
          exchange.sendResponseHeaders(200, metrics.length);
          exchange.getResponseBody().write(metrics);
          exchange.close();
        });
    sidecars.start();
    try (ApiServer api = new ApiServer();
        Fleet fleet =
            new Fleet(
                api.client("injector"), sidecars.getAddress().getPort(), Fleet.Timing.DEFAULT)) {
      for (int i = 0; i < 20; i++) {
        var map = TestPods.configMap("rules-" + i, TestPods.rules("a", "a" + i + ".test"));
        map.getMetadata().setResourceVersion(null);
        api.editor().resource(map).create();
      }
      for (int i = 0; i < PODS; i++) {
        String ip = "127.0." + i / 200 + "." + (1 + i % 200);
        api.editor().resource(TestPods.pod("pod-" + i, ip, "rules-" + i % 20)).create();
      }
      long before = heap();
      long begin = System.nanoTime();

      FleetReport report = fleet.report().toCompletableFuture().get(120, TimeUnit.SECONDS);

      Duration took = Duration.ofNanos(System.nanoTime() - begin);
      System.out.printf(
          "fleet: pods=%d seconds=%.1f requests=%d heapMiB=%.1f page=%dKiB json=%dKiB%n",
          PODS,
          took.toMillis() / 1e3,
          api.requests().size(),
          (heap() - before) / 1048576.0,
          FleetPage.of(report).length() / 1024,
          FleetJson.of(report).length() / 1024);
      assertThat(report.pods()).hasSize(PODS);
      assertThat(report.groups()).hasSize(20);
      assertThat(api.requests()).as("each ConfigMap is read once").hasSizeLessThanOrEqualTo(24);
      assertThat(took).isLessThan(Duration.ofSeconds(60));
    } finally {
      sidecars.stop(0);
    }
  }

  private static long heap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}

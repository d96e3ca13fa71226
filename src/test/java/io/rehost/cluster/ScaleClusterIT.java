package io.rehost.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.rehost.cli.RunningProgram;
import io.rehost.cluster.Findings.Section;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * 500 ConfigMaps and 2,000 pods, each through the webhooks. No pod runs: every one has an address
 * of this machine's loopback, where one real sidecar answers for all.
 */
@NeedsOwnApiServer("it makes 2,000 pods that no node is to run")
class ScaleClusterIT {
  private static final int MAPS = 500;
  private static final int PODS = 2000;
  private static final int AT_A_TIME = 8;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** What the image gives it of the container's limit, 384Mi: 40 %. */
  private static final String HEAP = "-Xmx153m";

  private static final Map<String, String> OURS = Map.of("app.kubernetes.io/managed-by", "rehost");

  /** It asks for 20 s; lists and what is under way come on top. */
  private static final long FLEET_MILLIS = 60_000;

  private static final long LIMIT_MIB = 384;

  @Test
  void theInjectorConvergesWithinItsLimitOfMemory(@TempDir Path directory) throws Exception {
    int console = Ports.free();
    int management = Ports.free();
    Map<String, String> variables =
        Map.of(
            "JAVA_TOOL_OPTIONS", HEAP,
            "REHOST_CONSOLE", "127.0.0.1:" + console,
            "REHOST_MANAGEMENT", "127.0.0.1:" + management);
    try (ShopScene scene = ShopScene.open(directory, variables)) {
      ProcessMemory idle = ProcessMemory.of(scene.injector(), management);
      long begin = System.nanoTime();
      each(MAPS, n -> scene.admin().resource(scene.shop().overriding("r" + n, "b")).create());
      long made = Millis.since(begin);
      List<Long> admissions = makePods(scene);
      await().atMost(PATIENCE).until(() -> grants(scene.admin()) == 2 * MAPS);
      long converged = Millis.since(begin);
      ProcessMemory busy = ProcessMemory.of(scene.injector(), management);

      Pod answering = scene.admin().pods().inNamespace(Shop.NAMESPACE).withName("p0").get();
      try (RunningProgram sidecar = scene.shop().sidecar(answering)) {
        sidecar.awaitLine("rules in force");
        FleetAnswer fleet = fleet(scene, console);
        ProcessMemory after = ProcessMemory.of(scene.injector(), management);

        int unanswered = fleet.report().path("unreachable").asInt();
        assertThat(fleet.report().path("pods").asInt()).isEqualTo(PODS);
        assertThat(unanswered).isLessThan(PODS / 2);
        assertThat(fleet.millis()).isLessThan(FLEET_MILLIS);
        assertThat(after.mostMib()).isLessThan(LIMIT_MIB);
        tell(
            "%d labelled ConfigMaps made in %s; each had Role and RoleBinding after %s, while %d pods were made"
                .formatted(MAPS, Millis.seconds(made), Millis.seconds(converged), PODS));
        tell(
            "pods with the sidecar, "
                + AT_A_TIME
                + " at a time: "
                + Millis.distribution(admissions));
        tell(
            "injector (%s): at rest %s, afterwards %s, after /fleet %s"
                .formatted(HEAP, idle, busy, after));
        tell(
            "/fleet of %d pods: %s, %d of them not asked or without an answer"
                .formatted(PODS, Millis.seconds(fleet.millis()), unanswered));
      }
    }
  }

  private static FleetAnswer fleet(ShopScene scene, int console) throws Exception {
    try {
      return FleetAnswer.of(console);
    } catch (AssertionError notTold) {
      throw new AssertionError(String.join("\n", scene.injector().lines()), notTold);
    }
  }

  /** Returns how long each took. */
  private static List<Long> makePods(ShopScene scene) throws Exception {
    List<Long> millis = new ArrayList<>();
    each(
        PODS,
        n -> {
          long begin = System.nanoTime();
          Pod stored =
              scene.admin().resource(scene.shop().annotated("p" + n, "r" + n % MAPS)).create();
          long took = Millis.since(begin);
          assertThat(stored.getSpec().getInitContainers()).hasSize(1);
          synchronized (millis) {
            millis.add(took);
          }
          runs(scene.admin(), stored, "127.80.%d.%d".formatted(n / 250, n % 250 + 1));
        });
    return millis;
  }

  /** As a kubelet would report it. */
  private static void runs(KubernetesClient admin, Pod pod, String address) {
    admin
        .pods()
        .resource(pod)
        .subresource("status")
        .patch(
            PatchContext.of(PatchType.STRATEGIC_MERGE),
            "{\"status\":{\"phase\":\"Running\",\"podIP\":\"%1$s\",\"podIPs\":[{\"ip\":\"%1$s\"}]}}"
                .formatted(address));
  }

  private static int grants(KubernetesClient admin) {
    var roles = admin.rbac().roles().inNamespace(Shop.NAMESPACE);
    var bindings = admin.rbac().roleBindings().inNamespace(Shop.NAMESPACE);
    return roles.withLabels(OURS).list().getItems().size()
        + bindings.withLabels(OURS).list().getItems().size();
  }

  /** Several at a time, as in a cluster; the first failure is the test's. */
  private static void each(int count, IntConsumer action) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int number = i;
        all.add(threads.submit(() -> action.accept(number)));
      }
      for (Future<?> one : all) {
        var unused = one.get();
      }
    }
  }

  private static void tell(String line) {
    Findings.add(Section.SCALE, line);
  }
}

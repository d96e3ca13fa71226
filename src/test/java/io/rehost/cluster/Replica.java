package io.rehost.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.rehost.cli.RunningProgram;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * One of several injectors: a process at an address of its own, on the chart's ports, and the pod
 * that a controller and a kubelet would keep for it.
 */
final class Replica implements AutoCloseable {
  private static final int WEBHOOK = 10_250;
  private static final int MANAGEMENT = 15_081;

  private final String name;
  private final String address;
  private final int console;
  private final KubernetesClient admin;
  private final Pod pod;
  private final RunningProgram program;

  private Replica(String name, String address, int console, InstalledChart chart, Env env)
      throws IOException {
    this.name = name;
    this.address = address;
    this.console = console;
    this.admin = env.admin;
    this.pod = makePod(chart.deployment());
    Map<String, String> variables = new HashMap<>(env.variables);
    variables.put("REHOST_CONSOLE", "127.0.0.1:" + console);
    this.program =
        chart.injector(name, address + ":" + WEBHOOK, address + ":" + MANAGEMENT, variables);
  }

  private record Env(KubernetesClient admin, Map<String, String> variables) {}

  /**
   * Starts it.
   *
   * @param number unlike that of any other
   * @param variables beside those of the chart
   */
  static Replica start(
      TestCluster cluster, InstalledChart chart, int number, Map<String, String> variables)
      throws IOException {
    return new Replica(
        "rehost-injector-" + number,
        "127.78.0." + number,
        Ports.free(),
        chart,
        new Env(cluster.admin(), variables));
  }

  private Pod makePod(Deployment deployment) {
    var template = deployment.getSpec().getTemplate();
    Pod made =
        new PodBuilder()
            .withNewMetadata()
            .withName(name)
            .withNamespace(deployment.getMetadata().getNamespace())
            .withLabels(template.getMetadata().getLabels())
            .endMetadata()
            .withSpec(template.getSpec())
            .build();
    Pod stored = admin.resource(made).create();
    return admin
        .resource(
            new PodBuilder(stored)
                .withNewStatus()
                .withPhase("Running")
                .withPodIP(address)
                .addNewPodIP()
                .withIp(address)
                .endPodIP()
                .endStatus()
                .build())
        .updateStatus();
  }

  String name() {
    return name;
  }

  RunningProgram program() {
    return program;
  }

  /** Where it answers the API server. */
  InetSocketAddress webhook() {
    return new InetSocketAddress(address, WEBHOOK);
  }

  /** What the kubelet's readiness probe would hear. */
  boolean isReady(HttpClient client) throws InterruptedException {
    URI uri = URI.create("http://%s:%d/health/ready".formatted(address, MANAGEMENT));
    try {
      return client
              .send(
                  HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(1)).build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException notThere) {
      return false;
    }
  }

  /** Of {@code GET /fleet}. */
  int console() {
    return console;
  }

  /** SIGKILL; its pod goes as a node would let it go. */
  @Override
  public void close() {
    program.close();
    var unused = admin.resource(pod).withGracePeriod(0).delete();
  }
}

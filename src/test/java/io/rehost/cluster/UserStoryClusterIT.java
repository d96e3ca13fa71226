package io.rehost.cluster;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.rehost.cli.RunningProgram;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Contract 6 against a real API server: the chart, an annotated pod, its sidecar as a process with
 * exactly the injected arguments, variables and account, and a ConfigMap that is edited.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UserStoryClusterIT {
  private static final String NAMESPACE = "shop";
  private static final String RULES = "shop-rules";
  private static final int EDITS = 50;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @SuppressWarnings("NullAway.Init") // set before all tests
  private TestCluster cluster;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private RunningProgram injector;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private HostEcho origin;

  @BeforeAll
  void install(@TempDir Path directory) throws Exception {
    origin = new HostEcho();
    cluster = TestCluster.start(directory);
    InstalledChart chart = InstalledChart.install(cluster, Map.of());
    injector = chart.injector(Ports.free());
    injector.awaitLine("leads ");
    cluster.makeNamespace(NAMESPACE);
    await().atMost(PATIENCE).until(() -> caBundles().stream().noneMatch(String::isEmpty));
  }

  @AfterAll
  void end() throws InterruptedException {
    injector.close();
    cluster.close();
    origin.close();
  }

  private List<String> caBundles() {
    return admin()
        .admissionRegistration()
        .v1()
        .mutatingWebhookConfigurations()
        .withName("rehost")
        .get()
        .getWebhooks()
        .stream()
        .map(it -> it.getClientConfig().getCaBundle())
        .map(it -> it == null ? "" : it)
        .toList();
  }

  private KubernetesClient admin() {
    return cluster.admin();
  }

  private ConfigMap rules(String name, String text) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(NAMESPACE)
        .addToLabels("rehost.io/rules", "true")
        .endMetadata()
        .addToData("rules.yaml", text)
        .build();
  }

  private ConfigMap overriding(String name, String host) {
    return rules(
        name, "upstream: %s\nrules:\n- name: all\n  host: %s\n".formatted(origin.url(), host));
  }

  private Pod annotated(String name, String rules) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(NAMESPACE)
        .addToAnnotations("rehost.io/inject", "true")
        .addToAnnotations("rehost.io/rules", rules)
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName("app")
        .withImage("app:1")
        .endContainer()
        .endSpec()
        .build();
  }

  /** The sidecar of a stored pod, started as the kubelet would, but for its image. */
  private RunningProgram sidecar(Pod pod) throws IOException {
    Container sidecar = pod.getSpec().getInitContainers().getFirst();
    assertThat(sidecar.getName()).isEqualTo("rehost");
    Map<String, String> environment = new HashMap<>();
    sidecar.getEnv().forEach(it -> environment.put(it.getName(), it.getValue()));
    environment.put("REHOST_NAMESPACE", NAMESPACE); // a file of the token's volume
    environment.putAll(cluster.environment(NAMESPACE, pod.getSpec().getServiceAccountName()));
    return RunningProgram.start(environment, sidecar.getArgs().toArray(String[]::new));
  }

  @Test
  @DisplayName("an annotated pod's requests carry the Host of its rules within a second of an edit")
  void anEditAppliesWithinASecond() throws Exception {
    admin().resource(overriding(RULES, "b0.example.com")).create();
    admin().resource(annotated("web", RULES)).create();
    Pod stored = admin().pods().inNamespace(NAMESPACE).withName("web").get();
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                !admin().rbac().roleBindings().inNamespace(NAMESPACE).list().getItems().isEmpty());

    try (RunningProgram sidecar = sidecar(stored);
        HttpClient client = HttpClient.newHttpClient()) {
      sidecar.awaitLine("rules in force");
      URI uri = URI.create("http://127.0.0.1:15080/");

      List<Long> millis = new ArrayList<>();
      for (int i = 1; i <= EDITS; i++) {
        String host = "b" + i + ".example.com";
        long before = System.nanoTime();
        admin().resource(overriding(RULES, host)).update();
        while (!host(client, uri).equals(host)) {
          assertThat(System.nanoTime() - before).as(host).isLessThan(SECONDS.toNanos(10));
        }
        millis.add(NANOSECONDS.toMillis(System.nanoTime() - before));
      }
      Collections.sort(millis);
      System.out.printf("edit to effect, ms, of %d: %s%n", EDITS, millis);
      assertThat(millis).allSatisfy(it -> assertThat(it).isLessThan(1000));

      assertThat(stored.getMetadata().getLabels()).containsEntry("rehost.io/injected", "true");
      sidecar.terminate();
      assertThat(sidecar.exitCode()).isZero();
    }
  }

  @Test
  @DisplayName("a bad rules ConfigMap is refused at kubectl apply, with all problems")
  void badRulesAreRefused() {
    KubernetesClientException refused =
        catchThrowableOfType(
            KubernetesClientException.class,
            () -> admin().resource(rules("bad", "rules:\n- name: A!\n  hots: x\n")).create());

    assertThat(refused.getMessage()).contains("denied the request", "A!", "hots");
    assertThat(admin().configMaps().inNamespace(NAMESPACE).withName("bad").get()).isNull();
  }

  @Test
  @DisplayName("a bad annotation: the pod is denied with all reasons")
  void aPodThatCannotHaveItsSidecarIsDenied() {
    Pod pod = annotated("denied", "rules");
    pod.getMetadata().getAnnotations().put("rehost.io/capture", "some");
    pod.getMetadata().getAnnotations().put("rehost.io/unmatched", "maybe");

    KubernetesClientException refused =
        catchThrowableOfType(KubernetesClientException.class, () -> admin().resource(pod).create());

    assertThat(refused.getMessage())
        .contains("[rehost.io/capture]: \"some\"", "[rehost.io/unmatched]: \"maybe\"");
  }

  @Test
  @DisplayName("the label removed: its Role and RoleBinding are removed")
  void withoutTheLabelNothingIsGranted() {
    admin().resource(overriding("labelled", "b.example.com")).create();
    await().atMost(PATIENCE).until(() -> grants("labelled") == 2);

    admin()
        .configMaps()
        .inNamespace(NAMESPACE)
        .withName("labelled")
        .edit(
            it ->
                new ConfigMapBuilder(it).editMetadata().withLabels(Map.of()).endMetadata().build());

    await().atMost(PATIENCE).until(() -> grants("labelled") == 0);
  }

  private long grants(String configMap) {
    var rbac = admin().rbac();
    return rbac.roles().inNamespace(NAMESPACE).list().getItems().stream()
            .filter(it -> it.getRules().getFirst().getResourceNames().contains(configMap))
            .count()
        + rbac.roleBindings().inNamespace(NAMESPACE).list().getItems().stream()
            .filter(it -> it.getMetadata().getName().contains(configMap))
            .count();
  }

  private static String host(HttpClient client, URI uri) throws IOException, InterruptedException {
    return client
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }
}

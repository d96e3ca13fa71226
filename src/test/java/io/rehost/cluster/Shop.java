package io.rehost.cluster;

import static org.assertj.core.api.Assertions.assertThat;
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
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** A namespace of users: their rules, their pods, and the sidecars of those as processes. */
final class Shop {
  static final String NAMESPACE = "shop";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final URI SIDECAR = URI.create("http://127.0.0.1:15080/");

  private final TestCluster cluster;
  private final String origin;

  /**
   * Makes the namespace.
   *
   * @param origin where its rules lead to
   */
  Shop(TestCluster cluster, String origin) {
    this.cluster = cluster;
    this.origin = origin;
    cluster.makeNamespace(NAMESPACE);
  }

  private KubernetesClient admin() {
    return cluster.admin();
  }

  /**
   * Waits until both webhooks are called and believed, of which API servers learn late. Nothing is
   * made by it.
   */
  void awaitWebhooks() {
    await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(KubernetesClientException.class)
        .until(() -> isInjected(admin().resource(annotated("early", "rules")).dryRun().create()));
    await().atMost(PATIENCE).until(() -> isRefused(rules("early", "rules: none")));
  }

  private static boolean isInjected(Pod pod) {
    return !pod.getSpec().getInitContainers().isEmpty();
  }

  private boolean isRefused(ConfigMap bad) {
    try {
      return admin().resource(bad).dryRun().create() == null;
    } catch (KubernetesClientException refused) {
      return String.valueOf(refused.getMessage()).contains("denied the request");
    }
  }

  /** A labelled ConfigMap. */
  ConfigMap rules(String name, String text) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(NAMESPACE)
        .addToLabels("rehost.io/rules", "true")
        .endMetadata()
        .addToData("rules.yaml", text)
        .build();
  }

  /** One that sends everything to the origin as {@code host}. */
  ConfigMap overriding(String name, String host) {
    return rules(name, "upstream: %s\nrules:\n- name: all\n  host: %s\n".formatted(origin, host));
  }

  /** A pod as users write it. */
  Pod pod(String name, Map<String, String> annotations) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(NAMESPACE)
        .withAnnotations(annotations)
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName("app")
        .withImage("app:1")
        .endContainer()
        .endSpec()
        .build();
  }

  Pod annotated(String name, String rules) {
    return pod(name, Map.of("rehost.io/inject", "true", "rehost.io/rules", rules));
  }

  /** How many Roles and RoleBindings there are for a ConfigMap. */
  long grants(String configMap) {
    var rbac = admin().rbac();
    return rbac.roles().inNamespace(NAMESPACE).list().getItems().stream()
            .filter(it -> it.getRules().getFirst().getResourceNames().contains(configMap))
            .count()
        + rbac.roleBindings().inNamespace(NAMESPACE).list().getItems().stream()
            .filter(it -> it.getMetadata().getName().contains(configMap))
            .count();
  }

  /** The sidecar of a stored pod, started as the kubelet would, but for its image. */
  RunningProgram sidecar(Pod pod) throws IOException {
    return sidecar(pod, Map.of());
  }

  /** The same with other variables, which win. */
  RunningProgram sidecar(Pod pod, Map<String, String> more) throws IOException {
    Container sidecar = pod.getSpec().getInitContainers().getFirst();
    assertThat(sidecar.getName()).isEqualTo("rehost");
    Map<String, String> environment = new HashMap<>();
    sidecar.getEnv().forEach(it -> environment.put(it.getName(), it.getValue()));
    environment.put("REHOST_NAMESPACE", NAMESPACE); // a file of the token's volume
    environment.putAll(cluster.environment(NAMESPACE, pod.getSpec().getServiceAccountName()));
    environment.putAll(more);
    return RunningProgram.start(environment, sidecar.getArgs().toArray(String[]::new));
  }

  /** The Host that the origin sees of a request of the app. */
  static String seenHost(HttpClient client) throws IOException, InterruptedException {
    return client
        .send(HttpRequest.newBuilder(SIDECAR).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }
}

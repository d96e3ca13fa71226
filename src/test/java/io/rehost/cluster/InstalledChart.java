package io.rehost.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.Helm;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.rehost.chart.Chart;
import io.rehost.cli.RunningProgram;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** The chart as {@code helm install rehost helm/rehost -n rehost-system} leaves it. */
final class InstalledChart {
  private static final int HTTPS = 443;

  private final TestCluster cluster;

  private InstalledChart(TestCluster cluster) {
    this.cluster = cluster;
  }

  /** Installs it with Helm itself; the API server checks every object. */
  static InstalledChart install(TestCluster cluster, Map<String, ?> values) {
    InstalledChart chart = new InstalledChart(cluster);
    if (cluster.isNamed()) {
      chart.createWithoutWebhooks();
      return chart;
    }
    var install =
        new Helm(Chart.DIRECTORY)
            .install()
            .withName(cluster.release())
            .withNamespace(chart.namespace())
            .createNamespace()
            .withKubeConfigContents(cluster.server().kubeconfig());
    values.forEach(install::set);
    var unused = install.call();
    return chart;
  }

  /**
   * On the user's cluster: its API server can't call a process of this machine, so webhooks would
   * refuse pods of others, and no node has the image. Both are shown to it only (dry run).
   */
  private void createWithoutWebhooks() {
    cluster.makeNamespace(namespace());
    for (JsonNode object : Chart.render("", cluster.release(), namespace()).objects()) {
      GenericKubernetesResource resource =
          client()
              .getKubernetesSerialization()
              .convertValue(object, GenericKubernetesResource.class);
      boolean shown = resource.getKind().endsWith("WebhookConfiguration");
      if (resource.getKind().equals("Deployment")) {
        object.withObject("/spec").put("replicas", 0);
        resource =
            client()
                .getKubernetesSerialization()
                .convertValue(object, GenericKubernetesResource.class);
      }
      GenericKubernetesResource made = resource;
      if (shown) {
        var unused = client().resource(made).dryRun().create();
      } else {
        var unused = client().resource(made).create();
        cluster.atTheEnd(() -> client().resource(made).delete());
      }
    }
  }

  /** {@code helm upgrade --reset-values} with these. */
  void upgrade(Map<String, ?> values) {
    var upgrade =
        new Helm(Chart.DIRECTORY)
            .upgrade()
            .withName(cluster.release())
            .withNamespace(namespace())
            .resetValues()
            .withKubeConfigContents(cluster.server().kubeconfig());
    values.forEach(upgrade::set);
    var unused = upgrade.call();
  }

  /** {@code helm uninstall}. */
  void uninstall() {
    var unused =
        Helm.uninstall(cluster.release())
            .withNamespace(namespace())
            .withKubeConfigContents(cluster.server().kubeconfig())
            .call();
  }

  /** Where it is installed. */
  String namespace() {
    return cluster.release() + "-system";
  }

  /** The injector's service account. */
  String account() {
    return cluster.release() + "-injector";
  }

  /** Of Service, Secret and Lease. */
  String webhook() {
    return cluster.release() + "-webhook";
  }

  /** The address at which the API server calls the webhooks: that of the Service. */
  String webhookAddress() {
    return client()
        .services()
        .inNamespace(namespace())
        .withName(webhook())
        .get()
        .getSpec()
        .getClusterIP();
  }

  /** The injector's. */
  Deployment deployment() {
    return client().apps().deployments().inNamespace(namespace()).withName(account()).get();
  }

  /**
   * A replica as a process, with the arguments, the variables and the account of the Deployment's
   * pods.
   *
   * @param webhook where it listens for the API server, in place of the pod's address
   * @param management its own address, as replicas here share one machine
   * @param more variables, which win
   */
  RunningProgram injector(String name, String webhook, String management, Map<String, String> more)
      throws IOException {
    var pod = deployment().getSpec().getTemplate().getSpec();
    var container = pod.getContainers().getFirst();
    Map<String, String> environment = new HashMap<>();
    for (EnvVar variable : container.getEnv()) {
      environment.put(variable.getName(), value(variable, name));
    }
    environment.put("REHOST_WEBHOOK", webhook);
    environment.put("REHOST_MANAGEMENT", management);
    environment.put("REHOST_CONSOLE", "off");
    environment.putAll(cluster.environment(namespace(), pod.getServiceAccountName()));
    environment.putAll(more);
    return RunningProgram.start(environment, container.getArgs().toArray(String[]::new));
  }

  /** The same behind the Service's address, where nothing else listens. */
  RunningProgram injector(Map<String, String> more) throws IOException {
    String webhook =
        cluster.isNamed() ? "127.0.0.1:" + Ports.free() : webhookAddress() + ":" + HTTPS;
    return injector("rehost-injector-0", webhook, "127.0.0.1:" + Ports.free(), more);
  }

  private String value(EnvVar variable, String pod) {
    if (variable.getValueFrom() == null) {
      return variable.getValue();
    }
    String path = variable.getValueFrom().getFieldRef().getFieldPath();
    return switch (path) {
      case "metadata.namespace" -> namespace();
      case "metadata.name" -> pod;
      default -> throw new IllegalStateException(path);
    };
  }

  private KubernetesClient client() {
    return cluster.admin();
  }
}

package io.rehost.cluster;

import com.marcnuri.helm.Helm;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.rehost.chart.Chart;
import io.rehost.cli.RunningProgram;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** The chart as {@code helm install rehost helm/rehost -n rehost-system} leaves it. */
final class InstalledChart {
  static final String NAMESPACE = "rehost-system";
  static final String ACCOUNT = "rehost-injector";
  private static final String RELEASE = "rehost";
  private static final int HTTPS = 443;

  private final TestCluster cluster;

  private InstalledChart(TestCluster cluster) {
    this.cluster = cluster;
  }

  /** Installs it with Helm itself; the API server checks every object. */
  static InstalledChart install(TestCluster cluster, Map<String, ?> values) {
    var install =
        new Helm(Chart.DIRECTORY)
            .install()
            .withName(RELEASE)
            .withNamespace(NAMESPACE)
            .createNamespace()
            .withKubeConfigContents(cluster.server().kubeconfig());
    values.forEach(install::set);
    var unused = install.call();
    return new InstalledChart(cluster);
  }

  /** The address at which the API server calls the webhooks: that of the Service. */
  String webhookAddress() {
    return client()
        .services()
        .inNamespace(NAMESPACE)
        .withName("rehost-webhook")
        .get()
        .getSpec()
        .getClusterIP();
  }

  /**
   * A replica as a process, with the arguments, the variables and the account of the Deployment's
   * pods.
   *
   * @param webhook where it listens for the API server, in place of the pod's address
   * @param management its own port, as replicas here share one network
   */
  RunningProgram injector(String name, String webhook, int management) throws IOException {
    var pod =
        client()
            .apps()
            .deployments()
            .inNamespace(NAMESPACE)
            .withName(ACCOUNT)
            .get()
            .getSpec()
            .getTemplate()
            .getSpec();
    var container = pod.getContainers().getFirst();
    Map<String, String> environment = new HashMap<>();
    for (EnvVar variable : container.getEnv()) {
      environment.put(variable.getName(), value(variable, name));
    }
    environment.put("REHOST_WEBHOOK", webhook);
    environment.put("REHOST_MANAGEMENT", "127.0.0.1:" + management);
    environment.put("REHOST_CONSOLE", "off");
    environment.putAll(cluster.environment(NAMESPACE, pod.getServiceAccountName()));
    return RunningProgram.start(environment, container.getArgs().toArray(String[]::new));
  }

  /** The same behind the Service's address, where nothing else listens. */
  RunningProgram injector(int management) throws IOException {
    return injector("rehost-injector-0", webhookAddress() + ":" + HTTPS, management);
  }

  private static String value(EnvVar variable, String pod) {
    if (variable.getValueFrom() == null) {
      return variable.getValue();
    }
    String path = variable.getValueFrom().getFieldRef().getFieldPath();
    return switch (path) {
      case "metadata.namespace" -> NAMESPACE;
      case "metadata.name" -> pod;
      default -> throw new IllegalStateException(path);
    };
  }

  private KubernetesClient client() {
    return cluster.admin();
  }
}

package io.rehost.cluster;

import static io.rehost.cluster.Findings.Section.VERSIONS;

import com.marcnuri.helm.Helm;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.rehost.chart.Chart;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** What takes part, as each says of itself. */
final class Versions {
  private static final String HELM_JAVA =
      "/META-INF/maven/com.marcnuri.helm-java/helm-java/pom.properties";

  private Versions() {}

  /**
   * @param etcd that of the API server's store, or who knows it
   */
  static void tell(KubernetesClient admin, String etcd) throws IOException {
    Findings.add(VERSIONS, "Rehost " + Chart.version());
    Findings.add(VERSIONS, "kube-apiserver " + admin.getKubernetesVersion().getGitVersion());
    Findings.add(VERSIONS, "etcd " + etcd);
    Findings.add(VERSIONS, "Helm by helm-java " + helmJava());
    Findings.add(VERSIONS, "JDK " + Runtime.version());
    Findings.add(
        VERSIONS,
        "%s %s, %d processors"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                Runtime.getRuntime().availableProcessors()));
  }

  private static String helmJava() throws IOException {
    Properties properties = new Properties();
    try (InputStream file = Helm.class.getResourceAsStream(HELM_JAVA)) {
      if (file != null) {
        properties.load(file);
      }
    }
    return properties.getProperty("version", "?") + ", " + Helm.version().call();
  }
}

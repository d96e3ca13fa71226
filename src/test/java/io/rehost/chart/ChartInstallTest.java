package io.rehost.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.Release;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code helm install} by Helm itself, to a mock API server: discovery, the order of creation, and
 * what arrives. The mock keeps objects but doesn't judge them; {@link StrictManifest} does.
 */
class ChartInstallTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String VALUES =
      """
      networkPolicy: {enabled: true}
      gateways: [{name: legacy, rules: [site]}]
      """;

  /** "helm install rehost helm/rehost -n rehost-system --create-namespace". */
  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void everyObjectArrivesAsItIsRendered(@TempDir Path directory) throws IOException {
    Path values = Files.writeString(directory.resolve("values.yaml"), VALUES);
    try (ClusterMock cluster = new ClusterMock();
        KubernetesClient client = cluster.client()) {
      Release release =
          new Helm(Chart.DIRECTORY)
              .install()
              .withName("rehost")
              .withNamespace("rehost-system")
              .createNamespace()
              .withValuesFile(values)
              .withKubeConfig(
                  Files.writeString(directory.resolve("kubeconfig"), cluster.kubeConfig()))
              .call();

      assertThat(release.getStatus()).isEqualTo("deployed");
      assertThat(client.namespaces().withName("rehost-system").get()).isNotNull();
      for (JsonNode object : Chart.render(VALUES).objects()) {
        assertThat(stored(client, object)).as(Rendered.title(object)).isEqualTo(content(object));
      }
    }
  }

  private static JsonNode stored(KubernetesClient client, JsonNode object) {
    var kind =
        client.genericKubernetesResources(
            object.path("apiVersion").asText(), object.path("kind").asText());
    String namespace = object.at("/metadata/namespace").asText();
    GenericKubernetesResource found =
        (namespace.isEmpty() ? kind : kind.inNamespace(namespace))
            .withName(Rendered.name(object))
            .get();
    assertThat(found).as(Rendered.title(object)).isNotNull();
    return content(JSON.valueToTree(found));
  }

  /** Without what a server adds. */
  private static JsonNode content(JsonNode object) {
    ObjectNode copy = object.deepCopy();
    copy.remove("metadata");
    copy.remove("status");
    return copy;
  }
}

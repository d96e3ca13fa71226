package io.rehost.it;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import java.util.HashMap;

/** Fabric8's mock API server over HTTP, and the ConfigMap in it that holds the rules. */
final class ConfigMapServer implements AutoCloseable {
  static final String NAMESPACE = "shop";

  private final KubernetesMockServer server =
      new KubernetesMockServer(
          new Context(),
          new MockWebServer(),
          new HashMap<>(),
          new KubernetesCrudDispatcher(),
          false);
  private final KubernetesClient editor;

  ConfigMapServer() {
    server.start();
    editor = server.createClient();
  }

  /** A client of its own for whoever watches the ConfigMap. */
  KubernetesClient client() {
    return server.createClient();
  }

  /** Creates or replaces the ConfigMap, as {@code kubectl apply} does. */
  void apply(String rules) {
    ConfigMap map =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName(SiteRules.NAME)
            .withNamespace(NAMESPACE)
            .addToLabels("rehost.io/rules", "true")
            .endMetadata()
            .addToData("rules.yaml", rules)
            .build();
    editor.configMaps().inNamespace(NAMESPACE).resource(map).createOr(it -> it.update());
  }

  @Override
  public void close() {
    editor.close();
    server.shutdown();
  }
}

package io.rehost.cluster;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** An API server with an administrator, and what controllers would do for namespaces. */
final class TestCluster implements AutoCloseable {
  private final Path directory;
  private final KubeApiServer server;
  private final KubernetesClient admin;

  private TestCluster(Path directory, KubeApiServer server) {
    this.directory = directory;
    this.server = server;
    this.admin = server.admin();
  }

  /** Starts one with everything in an empty directory. */
  static TestCluster start(Path directory) throws IOException, InterruptedException {
    return new TestCluster(directory, KubeApiServer.start(directory));
  }

  KubeApiServer server() {
    return server;
  }

  /** May do everything. */
  KubernetesClient admin() {
    return admin;
  }

  /** Makes a namespace with its default service account, which a controller would make. */
  void makeNamespace(String name) {
    admin
        .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
        .create();
    admin
        .resource(
            new ServiceAccountBuilder()
                .withNewMetadata()
                .withName("default")
                .withNamespace(name)
                .endMetadata()
                .build())
        .create();
  }

  /** A token as the kubelet would mount it. */
  String token(String namespace, String account) {
    TokenRequest granted =
        admin
            .serviceAccounts()
            .inNamespace(namespace)
            .withName(account)
            .tokenRequest(new TokenRequestBuilder().withNewSpec().endSpec().build());
    return granted.getStatus().getToken();
  }

  /** What leads a process to the API server, for what a pod's mounts would. */
  Map<String, String> environment(String namespace, String account) throws IOException {
    Path token = directory.resolve(namespace + "-" + account + ".token");
    Files.writeString(token, token(namespace, account));
    return Map.of(
        "KUBERNETES_MASTER", server.url(),
        "KUBERNETES_CERTS_CA_FILE", server.authority().toString(),
        "KUBERNETES_AUTH_SERVICEACCOUNT_TOKEN", token.toString(),
        "KUBECONFIG", directory.resolve("none").toString());
  }

  @Override
  public void close() {
    admin.close();
    server.close();
  }
}

package io.rehost.cluster;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An API server with an administrator, and what controllers would do for namespaces: one of its
 * own, or that of the user's cluster, where everything made has names of its own and is removed.
 */
final class TestCluster implements AutoCloseable {
  private final Path directory;
  private final Access access;
  private final KubernetesClient admin;
  private final @Nullable KubeApiServer server;
  private final String release;
  private final Deque<Runnable> removals = new ArrayDeque<>();

  private TestCluster(
      Path directory,
      Access access,
      KubernetesClient admin,
      @Nullable KubeApiServer server,
      String release) {
    this.directory = directory;
    this.access = access;
    this.admin = admin;
    this.server = server;
    this.release = release;
  }

  /** Starts one with everything in an empty directory, or takes the user's. */
  static TestCluster start(Path directory) throws IOException, InterruptedException {
    NamedCluster named = NamedCluster.find();
    if (named != null) {
      String run = "rehost-test-" + Long.toString(System.currentTimeMillis() % 1_000_000, 36);
      KubernetesClient admin = named.admin();
      Versions.tell(admin, "of the cluster of KUBECONFIG, " + admin.getMasterUrl());
      return new TestCluster(directory, named.access(directory), admin, null, run);
    }
    KubeApiServer server = KubeApiServer.start(directory);
    KubernetesClient admin = server.admin();
    Versions.tell(admin, server.etcdVersion());
    return new TestCluster(directory, server.access(), admin, server, "rehost");
  }

  /** The one of its own, to be done with as one likes. */
  KubeApiServer server() {
    if (server == null) {
      throw new IllegalStateException("the cluster is the user's");
    }
    return server;
  }

  /** Whether it is the user's. */
  boolean isNamed() {
    return server == null;
  }

  /** The release's name; on the user's cluster it is also in the name of each namespace. */
  String release() {
    return release;
  }

  /** The whole name of a namespace. */
  String namespace(String name) {
    return isNamed() ? release + "-" + name : name;
  }

  /** May do everything. */
  KubernetesClient admin() {
    return admin;
  }

  /** A client with a service account's token. */
  KubernetesClient client(String namespace, String account) {
    return access.client(token(namespace, account));
  }

  /** Done at the end, what was asked last at first, on the user's cluster; another just ends. */
  void atTheEnd(Runnable removal) {
    if (isNamed()) {
      removals.push(removal);
    }
  }

  /** Makes a namespace with its default service account, which a controller would make. */
  void makeNamespace(String name) {
    admin
        .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
        .create();
    atTheEnd(
        () -> {
          var unused = admin.namespaces().withName(name).delete();
        });
    try {
      admin
          .resource(
              new ServiceAccountBuilder()
                  .withNewMetadata()
                  .withName("default")
                  .withNamespace(name)
                  .endMetadata()
                  .build())
          .create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) { // a controller was faster
        throw e;
      }
    }
  }

  /** A token as the kubelet would mount it. */
  private String token(String namespace, String account) {
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
    return access.environment(token);
  }

  @Override
  public void close() {
    removals.forEach(Runnable::run);
    admin.close();
    if (server != null) {
      server.close();
    }
  }
}

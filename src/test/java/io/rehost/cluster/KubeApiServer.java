package io.rehost.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A kube-apiserver of its own over an etcd of its own, on loopback. RBAC, service account tokens
 * and admission are those of a cluster. What controllers would do (default service accounts,
 * garbage collection, pods of Deployments) nobody does. Services get addresses in 127.77.0.0/24, so
 * that a test can listen where the API server calls a webhook's Service.
 */
final class KubeApiServer implements AutoCloseable {
  private static final String ADMIN = "admin-token-of-the-test";
  private static final Pattern REVISION = Pattern.compile("\"revision\":\"(\\d+)\"");

  private final KubeBinaries binaries;
  private final Path directory;
  private final int etcdPort = Ports.free();
  private final int peerPort = Ports.free();
  private final int port = Ports.free();
  private final ClusterProcess etcd;
  private ClusterProcess apiServer;

  private KubeApiServer(KubeBinaries binaries, Path directory) throws IOException {
    this.binaries = binaries;
    this.directory = directory;
    writeAdmin();
    writeServiceAccountKeys();
    etcd = startEtcd();
    apiServer = startApiServer();
  }

  /**
   * Starts both and returns when the API server is ready.
   *
   * @param directory an empty one, for data, keys and logs
   */
  static KubeApiServer start(Path directory) throws IOException, InterruptedException {
    KubeApiServer server = new KubeApiServer(KubeBinaries.find(), directory);
    try {
      server.apiServer.await(server::isReady);
    } catch (IllegalStateException notReady) {
      server.close();
      throw notReady;
    }
    return server;
  }

  /** Where the API is. */
  Access access() {
    return new Access("https://127.0.0.1:" + port, authority());
  }

  /** The certificate that the API server shows, in PEM, which is its own authority. */
  private Path authority() {
    return directory.resolve("certs").resolve("apiserver.crt");
  }

  /** For whoever talks to it past the client. */
  int port() {
    return port;
  }

  /** As etcd says it. */
  String etcdVersion() throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:%d/version".formatted(etcdPort));
    try (HttpClient client = HttpClient.newHttpClient()) {
      String said =
          client
              .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
              .body();
      return said.replaceFirst(".*\"etcdserver\":\"([^\"]*)\".*", "$1");
    }
  }

  /** For programs that read one: the administrator's. */
  String kubeconfig() {
    return """
        apiVersion: v1
        kind: Config
        clusters: [{name: test, cluster: {server: "%s", certificate-authority: "%s"}}]
        users: [{name: admin, user: {token: %s}}]
        contexts: [{name: test, context: {cluster: test, user: admin}}]
        current-context: test
        """
        .formatted(access().url(), authority(), ADMIN);
  }

  /** A client that may do everything. */
  KubernetesClient admin() {
    return access().client(ADMIN);
  }

  /** SIGKILL; etcd goes on. */
  void kill() throws InterruptedException {
    apiServer.kill();
  }

  /** Starts it again on the same port, over the same data. */
  void startAgain() throws IOException, InterruptedException {
    apiServer = startApiServer();
    apiServer.await(this::isReady);
  }

  /**
   * Makes a revision that no watch has seen, while the API server is down, and forgets all history
   * before it: who resumes a watch gets 410 Gone, even if nothing had happened since its list.
   */
  void compact() throws IOException, InterruptedException {
    String put = etcd("put", "{\"key\":\"aGlzdG9yeQ==\",\"value\":\"\"}"); // outside /registry
    Matcher revision = REVISION.matcher(put);
    if (!revision.find()) {
      throw new IllegalStateException("no revision: " + put);
    }
    etcd("compaction", "{\"revision\":\"%s\",\"physical\":true}".formatted(revision.group(1)));
  }

  /** Ends both. */
  @Override
  public void close() {
    apiServer.close();
    etcd.close();
  }

  private String etcd(String call, String body) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:%d/v3/kv/%s".formatted(etcdPort, call));
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofString(body)).build(),
              HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new IOException(call + ": " + response.body());
      }
      return response.body();
    }
  }

  private boolean isReady() {
    if (Files.notExists(authority())) {
      return false;
    }
    try (KubernetesClient client = admin()) {
      return "ok".equals(client.raw("/readyz"));
    } catch (KubernetesClientException notYet) {
      return false;
    }
  }

  private ClusterProcess startEtcd() throws IOException {
    String client = "http://127.0.0.1:" + etcdPort;
    String peer = "http://127.0.0.1:" + peerPort;
    return ClusterProcess.start(
        directory.resolve("etcd.log"),
        List.of(
            binaries.etcd().toString(),
            "--data-dir=" + directory.resolve("etcd"),
            "--listen-client-urls=" + client,
            "--advertise-client-urls=" + client,
            "--listen-peer-urls=" + peer,
            "--initial-advertise-peer-urls=" + peer,
            "--initial-cluster=default=" + peer,
            "--unsafe-no-fsync"));
  }

  private ClusterProcess startApiServer() throws IOException {
    Path keys = directory.resolve("sa.key");
    return ClusterProcess.start(
        directory.resolve("kube-apiserver.log"),
        List.of(
            binaries.apiServer().toString(),
            "--etcd-servers=http://127.0.0.1:" + etcdPort,
            "--bind-address=127.0.0.1",
            "--secure-port=" + port,
            "--advertise-address=192.0.2.1", // said, never called
            "--endpoint-reconciler-type=none",
            "--cert-dir=" + directory.resolve("certs"),
            "--token-auth-file=" + directory.resolve("tokens.csv"),
            "--authorization-mode=RBAC",
            "--service-account-issuer=https://kubernetes.default.svc",
            "--service-account-signing-key-file=" + keys,
            "--service-account-key-file=" + directory.resolve("sa.pub"),
            "--service-cluster-ip-range=127.77.0.0/24",
            "--allow-privileged=false"));
  }

  private void writeAdmin() throws IOException {
    Path file = directory.resolve("tokens.csv");
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, ADMIN + ",admin,admin,\"system:masters\"\n");
  }

  private void writeServiceAccountKeys() throws IOException {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      KeyPair pair = generator.generateKeyPair();
      writePem("sa.key", "PRIVATE KEY", pair.getPrivate().getEncoded());
      writePem("sa.pub", "PUBLIC KEY", pair.getPublic().getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private void writePem(String file, String what, byte[] encoded) throws IOException {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
    Files.writeString(
        directory.resolve(file),
        "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(what, text));
  }
}

package io.rehost.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.rehost.cli.RunningProgram;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged sidecar with a service account's token, and a ConfigMap that is edited. */
class EditsClusterIT {
  private static final String NAMESPACE = "shop";
  private static final String RULES = "shop-rules";
  private static final int EDITS = 50;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path directory;

  @SuppressWarnings("NullAway.Init") // set before each test
  private KubeApiServer server;

  @SuppressWarnings("NullAway.Init") // set before each test
  private KubernetesClient admin;

  @SuppressWarnings("NullAway.Init") // set before each test
  private HttpServer origin;

  @BeforeEach
  void start() throws Exception {
    server = KubeApiServer.start(directory);
    admin = server.admin();
    origin = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 16);
    origin.createContext(
        "/",
        exchange -> {
          byte[] host = exchange.getRequestHeaders().getFirst("Host").getBytes(UTF_8);
          exchange.sendResponseHeaders(200, host.length);
          exchange.getResponseBody().write(host);
          exchange.close();
        });
    origin.start();
  }

  @AfterEach
  void stop() {
    origin.stop(0);
    admin.close();
    server.close();
  }

  private ConfigMap rules(String host) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(RULES)
        .withNamespace(NAMESPACE)
        .addToLabels("rehost.io/rules", "true")
        .endMetadata()
        .addToData(
            "rules.yaml",
            "upstream: http://127.0.0.1:%d\nrules:\n- name: all\n  host: %s\n"
                .formatted(origin.getAddress().getPort(), host))
        .build();
  }

  /** What a controller gives a namespace, and the injector's controller a labelled ConfigMap. */
  private void makeReadable() {
    admin
        .resource(
            new RoleBuilder()
                .withNewMetadata()
                .withName(RULES)
                .withNamespace(NAMESPACE)
                .endMetadata()
                .addNewRule()
                .withApiGroups("")
                .withResources("configmaps")
                .withResourceNames(RULES)
                .withVerbs("get", "list", "watch")
                .endRule()
                .build())
        .create();
    admin
        .resource(
            new RoleBindingBuilder()
                .withNewMetadata()
                .withName(RULES)
                .withNamespace(NAMESPACE)
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "Role", RULES)
                .addNewSubject()
                .withApiGroup("rbac.authorization.k8s.io")
                .withKind("Group")
                .withName("system:serviceaccounts:" + NAMESPACE)
                .endSubject()
                .build())
        .create();
  }

  private Path tokenOfTheDefaultAccount() throws IOException {
    admin
        .resource(
            new ServiceAccountBuilder()
                .withNewMetadata()
                .withName("default")
                .withNamespace(NAMESPACE)
                .endMetadata()
                .build())
        .create();
    TokenRequest granted =
        admin
            .serviceAccounts()
            .inNamespace(NAMESPACE)
            .withName("default")
            .tokenRequest(new TokenRequestBuilder().withNewSpec().endSpec().build());
    return Files.writeString(directory.resolve("token"), granted.getStatus().getToken());
  }

  private Map<String, String> environment(Path token) {
    return Map.of(
        "KUBERNETES_MASTER",
        server.url(),
        "KUBERNETES_CERTS_CA_FILE",
        server.authority().toString(),
        "KUBERNETES_AUTH_SERVICEACCOUNT_TOKEN",
        token.toString(),
        "KUBECONFIG",
        directory.resolve("none").toString(),
        "REHOST_LISTEN",
        "127.0.0.1:0",
        "REHOST_MANAGEMENT",
        "127.0.0.1:0",
        "REHOST_CONSOLE",
        "off",
        "REHOST_NAMESPACE",
        NAMESPACE,
        "REHOST_RULES_CONFIGMAPS",
        RULES);
  }

  @Test
  @DisplayName("rules in ConfigMaps apply within a second of an edit")
  void anEditAppliesWithinASecond() throws Exception {
    admin
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(NAMESPACE).endMetadata().build())
        .create();
    makeReadable();
    admin.resource(rules("b0.example.com")).create();
    try (RunningProgram sidecar =
            RunningProgram.start(environment(tokenOfTheDefaultAccount()), "proxy");
        HttpClient client = HttpClient.newHttpClient()) {
      String port = sidecar.awaitLine("listening address=127\\.0\\.0\\.1:([0-9]+)").group(1);
      sidecar.awaitLine("rules in force");
      URI uri = URI.create("http://127.0.0.1:" + port + "/");

      List<Long> millis = new ArrayList<>();
      for (int i = 1; i <= EDITS; i++) {
        String host = "b" + i + ".example.com";
        long before = System.nanoTime();
        admin.resource(rules(host)).update();
        while (!host(client, uri).equals(host)) {
          assertThat(System.nanoTime() - before).as(host).isLessThan(SECONDS.toNanos(10));
        }
        millis.add(NANOSECONDS.toMillis(System.nanoTime() - before));
      }
      Collections.sort(millis);
      System.out.println(
          "edit to effect, ms, of " + EDITS + ", " + server.binaries() + ": " + millis);

      assertThat(millis).allSatisfy(it -> assertThat(it).isLessThan(1000));
    }
  }

  private static String host(HttpClient client, URI uri) throws IOException, InterruptedException {
    return client
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }
}

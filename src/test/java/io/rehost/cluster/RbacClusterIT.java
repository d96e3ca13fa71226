package io.rehost.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.rehost.cli.RunningProgram;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Contract 6, who may do what: everything that is needed, and nothing else. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RbacClusterIT {
  private static final String RULES = "upstream: http://10.0.0.12\nrules: []\n";
  private static final int FORBIDDEN = 403;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private TestCluster cluster;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private RunningProgram injector;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private KubernetesClient sidecar;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private KubernetesClient control;

  @BeforeAll
  void install(@TempDir Path directory) throws Exception {
    cluster = TestCluster.start(directory);
    injector = InstalledChart.install(cluster, Map.of()).injector(Ports.free());
    cluster.makeNamespace("shop");
    cluster.makeNamespace("other");
    for (String namespace : new String[] {"shop", "other"}) {
      make(configMap(namespace, "labelled", Map.of("rehost.io/rules", "true")));
      make(configMap(namespace, "unlabelled", Map.of()));
      cluster
          .admin()
          .resource(
              new SecretBuilder()
                  .withNewMetadata()
                  .withNamespace(namespace)
                  .withName("secret")
                  .endMetadata()
                  .build())
          .create();
    }
    sidecar = cluster.server().client(cluster.token("shop", "default"));
    control =
        cluster.server().client(cluster.token(InstalledChart.NAMESPACE, InstalledChart.ACCOUNT));
    await().atMost(Duration.ofSeconds(60)).until(() -> may(() -> get(sidecar, "shop", "labelled")));
  }

  @AfterAll
  void end() {
    sidecar.close();
    control.close();
    injector.close();
    cluster.close();
  }

  private void make(ConfigMap configMap) {
    // The webhook may not stand yet; its failurePolicy lets rules through.
    cluster.admin().resource(configMap).create();
  }

  private static ConfigMap configMap(String namespace, String name, Map<String, String> labels) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .withLabels(labels)
        .endMetadata()
        .addToData("rules.yaml", RULES)
        .build();
  }

  private static void get(KubernetesClient client, String namespace, String name) {
    assertThat(client.configMaps().inNamespace(namespace).withName(name).get()).isNotNull();
  }

  private static boolean may(Runnable call) {
    try {
      call.run();
      return true;
    } catch (KubernetesClientException refused) {
      assertThat(refused.getCode()).as(refused.getMessage()).isEqualTo(FORBIDDEN);
      return false;
    }
  }

  private static void assertForbidden(Runnable call) {
    KubernetesClientException refused =
        catchThrowableOfType(KubernetesClientException.class, call::run);

    assertThat(refused).as("not refused").isNotNull();
    assertThat(refused.getCode()).as(refused.getMessage()).isEqualTo(FORBIDDEN);
  }

  @Test
  @DisplayName("get, list, watch on that one name, for the namespace's service accounts")
  void theSidecarReadsTheLabelledConfigMap() throws Exception {
    get(sidecar, "shop", "labelled");
    var named = sidecar.configMaps().inNamespace("shop").withField("metadata.name", "labelled");

    assertThat(named.list().getItems()).hasSize(1);
    try (var informer = named.runnableInformer(0)) {
      informer.start().toCompletableFuture().get();
      assertThat(informer.isWatching()).isTrue();
    }
  }

  @Test
  void theSidecarReadsNothingElse() {
    assertForbidden(() -> get(sidecar, "shop", "unlabelled"));
    assertForbidden(() -> get(sidecar, "other", "labelled"));
    assertForbidden(() -> sidecar.configMaps().inNamespace("shop").list());
    assertForbidden(() -> sidecar.secrets().inNamespace("shop").withName("secret").get());
    assertForbidden(() -> sidecar.pods().inNamespace("shop").list());
  }

  @Test
  void theSidecarWritesNothing() {
    assertForbidden(
        () ->
            sidecar
                .resource(configMap("shop", "labelled", Map.of("rehost.io/rules", "false")))
                .update());
    assertForbidden(() -> sidecar.configMaps().inNamespace("shop").withName("labelled").delete());
  }

  @Test
  @DisplayName("the injector's account can't read Secrets outside its namespace")
  void theInjectorReadsNoSecretButItsOwn() {
    assertForbidden(() -> control.secrets().inNamespace("shop").withName("secret").get());
    assertForbidden(() -> control.secrets().inNamespace("shop").list());
    assertForbidden(
        () -> control.secrets().inNamespace(InstalledChart.NAMESPACE).withName("another").get());
    var own = control.secrets().inNamespace(InstalledChart.NAMESPACE).withName("rehost-webhook");
    await().atMost(Duration.ofSeconds(60)).until(() -> own.get() != null);
  }

  @Test
  @DisplayName("without escalate or bind: it grants no more than it holds")
  void theInjectorGrantsOnlyWhatItHolds() {
    assertForbidden(
        () ->
            control
                .resource(
                    new RoleBuilder()
                        .withNewMetadata()
                        .withNamespace("shop")
                        .withName("more")
                        .endMetadata()
                        .addNewRule()
                        .withApiGroups("")
                        .withResources("secrets")
                        .withVerbs("get")
                        .endRule()
                        .build())
                .create());
    assertForbidden(() -> control.resource(configMap("shop", "labelled", Map.of())).update());
    assertForbidden(() -> control.pods().inNamespace("shop").withName("web").delete());
  }
}

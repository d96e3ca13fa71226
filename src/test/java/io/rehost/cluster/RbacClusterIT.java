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
import java.util.HashMap;
import java.util.List;
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
  private static final Map<String, String> LABELLED = Map.of("rehost.io/rules", "true");
  private static final int FORBIDDEN = 403;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @SuppressWarnings("NullAway.Init") // set before all tests
  private TestCluster cluster;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private InstalledChart chart;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private RunningProgram injector;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private String shop;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private String other;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private KubernetesClient sidecar;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private KubernetesClient control;

  @BeforeAll
  void install(@TempDir Path directory) throws Exception {
    cluster = TestCluster.start(directory);
    shop = cluster.namespace("shop");
    other = cluster.namespace("other");
    chart = InstalledChart.install(cluster, Map.of());
    injector = chart.injector(Map.of());
    cluster.makeNamespace(shop);
    cluster.makeNamespace(other);
    for (String namespace : List.of(shop, other)) {
      make(configMap(namespace, "labelled", LABELLED));
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
    sidecar = cluster.client(shop, "default");
    control = cluster.client(chart.namespace(), chart.account());
    await().atMost(PATIENCE).until(() -> may(() -> get(sidecar, shop, "labelled")));
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
    get(sidecar, shop, "labelled");
    var named = sidecar.configMaps().inNamespace(shop).withField("metadata.name", "labelled");

    assertThat(named.list().getItems()).hasSize(1);
    try (var informer = named.runnableInformer(0)) {
      informer.start().toCompletableFuture().get();
      assertThat(informer.isWatching()).isTrue();
    }
  }

  @Test
  @DisplayName("these rights are enough for the program: an edit applies")
  void theSidecarAsAProgramSeesAnEdit() throws Exception {
    Map<String, String> variables = new HashMap<>(cluster.environment(shop, "default"));
    variables.put("REHOST_RULES_CONFIGMAPS", "labelled");
    variables.put("REHOST_NAMESPACE", shop);
    variables.put("REHOST_LISTEN", "127.0.0.1:" + Ports.free());
    variables.put("REHOST_MANAGEMENT", "127.0.0.1:" + Ports.free());
    variables.put("REHOST_CONSOLE", "off");
    try (RunningProgram program = RunningProgram.start(variables, "proxy")) {
      program.awaitLine("rules in force");
      ConfigMap edited = configMap(shop, "labelled", LABELLED);
      edited.getData().put("rules.yaml", "upstream: http://10.0.0.12\nrules: [{name: edited}]\n");
      cluster.admin().resource(edited).update();
      program.awaitLine("rules in force.* rules=1");
    }
  }

  @Test
  @DisplayName("the label removed: its Role and RoleBinding are removed")
  void withoutTheLabelNothingIsGranted() {
    ConfigMap labelled = configMap(shop, "for-a-time", LABELLED);
    cluster.admin().resource(labelled).create();
    await().atMost(PATIENCE).until(() -> may(() -> get(sidecar, shop, "for-a-time")));

    cluster.admin().resource(configMap(shop, "for-a-time", Map.of())).update();

    await().atMost(PATIENCE).until(() -> !may(() -> get(sidecar, shop, "for-a-time")));
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                cluster.admin().rbac().roles().inNamespace(shop).list().getItems().stream()
                    .noneMatch(it -> it.getMetadata().getName().contains("for-a-time")));
  }

  @Test
  void theSidecarReadsNothingElse() {
    assertForbidden(() -> get(sidecar, shop, "unlabelled"));
    assertForbidden(() -> get(sidecar, other, "labelled"));
    assertForbidden(() -> sidecar.configMaps().inNamespace(shop).list());
    assertForbidden(() -> sidecar.secrets().inNamespace(shop).withName("secret").get());
    assertForbidden(() -> sidecar.pods().inNamespace(shop).list());
  }

  @Test
  void theSidecarWritesNothing() {
    assertForbidden(
        () ->
            sidecar
                .resource(configMap(shop, "labelled", Map.of("rehost.io/rules", "false")))
                .update());
    assertForbidden(() -> sidecar.configMaps().inNamespace(shop).withName("labelled").delete());
  }

  @Test
  @DisplayName("the injector's account can't read Secrets outside its namespace")
  void theInjectorReadsNoSecretButItsOwn() {
    assertForbidden(() -> control.secrets().inNamespace(shop).withName("secret").get());
    assertForbidden(() -> control.secrets().inNamespace(shop).list());
    assertForbidden(
        () -> control.secrets().inNamespace(chart.namespace()).withName("another").get());
    var own = control.secrets().inNamespace(chart.namespace()).withName(chart.webhook());
    await().atMost(PATIENCE).until(() -> own.get().getData() != null);
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
                        .withNamespace(shop)
                        .withName("more")
                        .endMetadata()
                        .addNewRule()
                        .withApiGroups("")
                        .withResources("secrets")
                        .withVerbs("get")
                        .endRule()
                        .build())
                .create());
    assertForbidden(() -> control.resource(configMap(shop, "labelled", Map.of())).update());
    assertForbidden(() -> control.pods().inNamespace(shop).withName("web").delete());
  }
}

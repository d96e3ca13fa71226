package io.rehost.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.rehost.cli.RunningProgram;
import io.rehost.cluster.Findings.Section;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of a release: installed, upgraded, rolled back, uninstalled. */
@NeedsOwnApiServer("it lists everything that the API server has, which others would change")
class UpgradeClusterIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Map<String, ?> CHANGED =
      Map.of(
          "webhook.timeoutSeconds",
          7,
          "webhook.validation.failurePolicy",
          "Fail",
          "injector.logLevel",
          "debug",
          "injector.podDisruptionBudget.enabled",
          false);

  @SuppressWarnings("NullAway.Init") // set before each test
  private TestCluster cluster;

  @SuppressWarnings("NullAway.Init") // set before each test
  private Shop shop;

  @BeforeEach
  void open(@TempDir Path directory) throws Exception {
    cluster = TestCluster.start(directory);
    shop = new Shop(cluster, "http://10.0.0.12");
    admin()
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace(Shop.NAMESPACE)
                .withName("of-the-user")
                .endMetadata()
                .addToData("key", "value")
                .build())
        .create();
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  private KubernetesClient admin() {
    return cluster.admin();
  }

  private Inventory all() {
    return Inventory.of(admin());
  }

  @Test
  @DisplayName("upgraded, rolled back, uninstalled: nothing left behind but what the user made")
  void aReleaseLeavesNothingBehind() throws Exception {
    Inventory before = all();
    InstalledChart chart = InstalledChart.install(cluster, Map.of());
    Map<String, String> installed = manifests();
    tell("installed: ", all().without(before));
    try (RunningProgram first = chart.injector(Map.of())) {
      use();
      first.terminate();
      assertThat(first.exitCode()).isZero();
    }
    String caBundle = caBundle();
    Map<String, String> secret = secret(chart);
    assertThat(caBundle).isNotEmpty();
    Set<String> titles = all().titles();

    chart.upgrade(CHANGED); // nobody is there to repair anything
    assertThat(all().titles()).isEqualTo(changed(titles, "sh.helm.release.v1.rehost.v2"));
    assertThat(caBundle()).as("the caBundle after helm upgrade").isEqualTo(caBundle);
    assertThat(secret(chart)).as("the certificate after helm upgrade").isEqualTo(secret);
    assertThat(timeout()).isEqualTo(7);
    try (RunningProgram second = chart.injector(Map.of())) {
      assertThat(chart.deployment().toString()).contains("debug");
      shop.awaitWebhooks();
      admin().resource(shop.annotated("after-upgrade", "rules")).create();

      chart.upgrade(Map.of()); // what helm rollback writes: the manifests of revision 1
      assertThat(caBundle()).as("the caBundle after going back").isEqualTo(caBundle);
      assertThat(timeout()).isEqualTo(10);
      assertThat(manifests()).containsExactlyEntriesOf(installed);

      chart.uninstall(); // while it runs, as its pods do for a while
      second.terminate();
      assertThat(second.exitCode()).isZero();
    }
    assertLeft(before);
  }

  /** What users do in the meantime. */
  private void use() {
    shop.awaitWebhooks();
    admin().resource(shop.overriding("rules", "b.example.com")).create();
    admin().resource(shop.annotated("web", "rules")).create();
    await().atMost(PATIENCE).until(() -> shop.grants("rules") == 2);
  }

  private void assertLeft(Inventory before) {
    while (all().collectGarbage(admin())) {
      // what was owned by what is gone may have owned others
    }
    Set<String> left = all().without(before);
    tell("left after uninstall: ", left);
    assertThat(left)
        .filteredOn(it -> !it.startsWith("Role"))
        .containsExactlyInAnyOrder(
            "Namespace rehost-system", // made by --create-namespace, which Helm never deletes
            "ConfigMap shop/rules",
            "Pod shop/after-upgrade",
            "Pod shop/web");
    assertThat(left).filteredOn(it -> it.startsWith("Role")).hasSize(2); // owned by the ConfigMap
    assertThat(before.without(all())).as("of the user's").isEmpty();

    admin().configMaps().inNamespace(Shop.NAMESPACE).withName("rules").delete();
    admin().pods().inNamespace(Shop.NAMESPACE).withGracePeriod(0).delete();
    while (all().collectGarbage(admin())) {
      // the Role and the RoleBinding
    }
    tell("left after the user's rules and pods went, too: ", all().without(before));
    assertThat(all().without(before)).containsExactly("Namespace rehost-system");
  }

  private static Set<String> changed(Set<String> titles, String release) {
    Set<String> expected = new TreeSet<>(titles);
    expected.add("Secret rehost-system/" + release);
    expected.remove("PodDisruptionBudget rehost-system/rehost-injector");
    return expected;
  }

  /** Without what the injector fills. */
  private Map<String, String> manifests() {
    Map<String, String> objects = all().ofRelease("rehost");
    objects.keySet().removeIf(it -> it.startsWith("Lease") || it.startsWith("Secret"));
    return objects;
  }

  private String caBundle() {
    var webhooks =
        admin()
            .admissionRegistration()
            .v1()
            .validatingWebhookConfigurations()
            .withName("rehost")
            .get()
            .getWebhooks();
    return String.valueOf(webhooks.getFirst().getClientConfig().getCaBundle());
  }

  private int timeout() {
    return admin()
        .admissionRegistration()
        .v1()
        .mutatingWebhookConfigurations()
        .withName("rehost")
        .get()
        .getWebhooks()
        .getFirst()
        .getTimeoutSeconds();
  }

  private Map<String, String> secret(InstalledChart chart) {
    return admin()
        .secrets()
        .inNamespace(chart.namespace())
        .withName(chart.webhook())
        .get()
        .getData();
  }

  private static void tell(String what, Set<String> titles) {
    Findings.add(Section.LIFE, what + String.join(", ", titles));
  }
}

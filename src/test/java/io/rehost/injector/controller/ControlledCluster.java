package io.rehost.injector.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.rehost.injector.cluster.ApiServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;

/** A mock API server and a controller that looks after its ConfigMaps once it leads. */
abstract class ControlledCluster {
  static final String GOOD = "upstream: http://10.0.0.12\nrules:\n- name: a\n  host: b.test\n";
  static final String NAME = "rehost-rules-shop-rules";
  static final RulesController.Timing QUICK =
      new RulesController.Timing(
          Duration.ofMillis(50),
          Duration.ZERO,
          Duration.ofMillis(50),
          Duration.ofMillis(200),
          Duration.ofSeconds(10),
          new WatchedKind.Patience(Duration.ofMinutes(10), Duration.ofSeconds(1)));

  final ApiServer api = new ApiServer();
  RulesController controller = new RulesController(api.client("injector"), "injector-0", QUICK);

  @AfterEach
  void end() {
    api.answerTruly();
    controller.close();
    api.close();
  }

  ConfigMap granted() {
    controller.lead();
    ConfigMap map = apply(configMap("shop-rules", GOOD));
    eventually(
        () -> {
          assertThat(role()).isNotNull();
          assertThat(binding()).isNotNull();
          assertThat(events()).isNotEmpty();
        });
    return map;
  }

  static void eventually(ThrowingRunnable assertion) {
    await().ignoreExceptions().atMost(30, TimeUnit.SECONDS).untilAsserted(assertion);
  }

  static ConfigMap configMap(String name, String text) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("shop")
        .addToLabels("rehost.io/rules", "true")
        .endMetadata()
        .addToData("rules.yaml", text)
        .build();
  }

  ConfigMap apply(ConfigMap map) {
    map.getMetadata().setResourceVersion(null);
    return api.editor().resource(map).createOr(it -> it.update());
  }

  void update(Role role) {
    role.getMetadata().setResourceVersion(null);
    api.editor().resource(role).update();
  }

  void update(RoleBinding binding) {
    binding.getMetadata().setResourceVersion(null);
    api.editor().resource(binding).update();
  }

  Role role() {
    return api.editor().rbac().roles().inNamespace("shop").withName(NAME).get();
  }

  RoleBinding binding() {
    return api.editor().rbac().roleBindings().inNamespace("shop").withName(NAME).get();
  }

  List<Role> roles() {
    return api.editor().rbac().roles().inAnyNamespace().list().getItems();
  }

  List<RoleBinding> bindings() {
    return api.editor().rbac().roleBindings().inAnyNamespace().list().getItems();
  }

  List<Event> events() {
    return api.editor().v1().events().inNamespace("shop").list().getItems();
  }
}

package io.rehost.injector.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Contract section 6: "The rules controller gives every labelled ConfigMap a Role …". */
class RulesControllerTest extends ControlledCluster {
  @Test
  void aLabelledConfigMapGetsRoleBindingAndEvent() {
    controller.lead();

    ConfigMap map = apply(configMap("shop-rules", GOOD));

    eventually(
        () -> {
          assertThat(role().getRules()).isEqualTo(Grant.role(map).getRules());
          assertThat(role().getMetadata().getOwnerReferences().getFirst().getUid())
              .isEqualTo(map.getMetadata().getUid());
          assertThat(binding().getSubjects()).isEqualTo(Grant.binding(map).getSubjects());
          assertThat(events()).extracting(Event::getReason).containsExactly("RulesAccepted");
        });
    assertThat(events().getFirst().getMessage()).isEqualTo("1 rule");
    assertThat(events().getFirst().getInvolvedObject().getUid())
        .isEqualTo(map.getMetadata().getUid());
  }

  @Test
  void aBadDocumentIsGrantedAndItsProblemsAreTold() {
    controller.lead();

    apply(configMap("shop-rules", "rules:\n- name: A\n  hots: b\n"));

    eventually(
        () -> {
          assertThat(events()).extracting(Event::getReason).containsExactly("RulesRejected");
          assertThat(role()).isNotNull();
        });
    assertThat(events().getFirst().getType()).isEqualTo("Warning");
    assertThat(events().getFirst().getMessage()).contains("rules[0].name: \"A\"").contains("hots");
  }

  @Test
  void aConfigMapWithoutADocumentIsRejected() {
    controller.lead();

    apply(new ConfigMapBuilder(configMap("shop-rules", GOOD)).withData(null).build());

    eventually(
        () ->
            assertThat(events())
                .extracting(Event::getMessage)
                .containsExactly("data.rules.yaml: missing (expected: a rules document)"));
  }

  @Test
  void nothingIsWrittenOfAConfigMapWithoutTheLabel() {
    controller.lead();
    apply(
        new ConfigMapBuilder(configMap("other", GOOD))
            .editMetadata()
            .withLabels(null)
            .endMetadata()
            .build());
    apply(configMap("shop-rules", GOOD));

    eventually(() -> assertThat(events()).hasSize(1));

    assertThat(roles()).extracting(it -> it.getMetadata().getName()).containsExactly(NAME);
  }

  @Test
  void whatIsDeletedIsPutBack() {
    granted();

    api.editor().rbac().roles().inNamespace("shop").withName(NAME).delete();
    api.editor().rbac().roleBindings().inNamespace("shop").withName(NAME).delete();

    eventually(() -> assertThat(role()).isNotNull());
    eventually(() -> assertThat(binding()).isNotNull());
  }

  @Test
  void whatIsEditedIsRepairedEvenIfItsLabelIsGone() {
    ConfigMap map = granted();

    update(
        new RoleBuilder(role())
            .editMetadata()
            .removeFromLabels(Grant.MANAGED_BY)
            .endMetadata()
            .editFirstRule()
            .addToVerbs("delete")
            .endRule()
            .build());

    eventually(
        () -> {
          assertThat(role().getRules()).isEqualTo(Grant.role(map).getRules());
          assertThat(role().getMetadata().getLabels()).containsEntry(Grant.MANAGED_BY, "rehost");
        });
  }

  @Test
  void aBindingToAnotherRoleIsMadeAnew() {
    granted();
    String uid = binding().getMetadata().getUid();

    update(new RoleBindingBuilder(binding()).editRoleRef().withName("x").endRoleRef().build());

    eventually(
        () -> {
          assertThat(binding().getRoleRef().getName()).isEqualTo(NAME);
          assertThat(binding().getMetadata().getUid()).isNotEqualTo(uid);
        });
  }

  @Test
  void theGrantGoesWithTheLabel() {
    ConfigMap map = granted();

    apply(new ConfigMapBuilder(map).editMetadata().withLabels(null).endMetadata().build());

    eventually(
        () -> {
          assertThat(roles()).isEmpty();
          assertThat(bindings()).isEmpty();
        });
  }

  @Test
  void orphansAreRemovedAtTheStartAndOthersStay() {
    ConfigMap gone =
        new ConfigMapBuilder(configMap("gone", GOOD))
            .editMetadata()
            .withUid("u-9")
            .endMetadata()
            .build();
    api.editor().resource(Grant.role(gone)).create();
    api.editor().resource(Grant.binding(gone)).create();
    Role theirs =
        new RoleBuilder()
            .withNewMetadata()
            .withName("rehost-rules-theirs")
            .withNamespace("shop")
            .addToLabels(Grant.MANAGED_BY, "rehost")
            .endMetadata()
            .build();
    api.editor().resource(theirs).create();

    controller.lead();

    eventually(
        () ->
            assertThat(roles())
                .extracting(it -> it.getMetadata().getName())
                .containsExactly("rehost-rules-theirs"));
    eventually(() -> assertThat(bindings()).isEmpty());
  }

  @Test
  void aRoleOfSomeoneElseWithOurNameIsLeftAloneAndTold() {
    Role theirs =
        new RoleBuilder()
            .withNewMetadata()
            .withName(NAME)
            .withNamespace("shop")
            .endMetadata()
            .build();
    api.editor().resource(theirs).create();
    controller.lead();

    apply(configMap("shop-rules", GOOD));

    eventually(() -> assertThat(events()).extracting(Event::getReason).contains("RulesNotGranted"));
    assertThat(role().getRules()).isEmpty();
    assertThat(bindings()).isEmpty();
  }

  @Test
  void anEditThatSaysTheSameRaisesNoSecondEvent() {
    ConfigMap map = granted();
    apply(new ConfigMapBuilder(map).editMetadata().addToLabels("x", "y").endMetadata().build());
    apply(configMap("later", GOOD));

    eventually(() -> assertThat(events()).hasSize(2));

    assertThat(events()).extracting(Event::getCount).containsOnly(1);
  }

  /** A real API server takes a tenth of a second for each; the mock answers one after the other. */
  @Test
  void aConfigMapDoesNotWaitForAnother() {
    CountDownLatch both = new CountDownLatch(2);
    AtomicInteger alone = new AtomicInteger();
    Interceptor meeting =
        new Interceptor() {
          @Override
          public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
            if (request.method().equals("POST") && request.uri().getPath().endsWith("/roles")) {
              both.countDown();
              alone.addAndGet(hasCome(both) ? 0 : 1);
            }
          }
        };
    try (KubernetesClient client = api.client("injector", meeting);
        RulesController several = new RulesController(client, "injector-0", QUICK)) {
      apply(configMap("one", GOOD));
      apply(configMap("other", GOOD));

      several.lead();

      eventually(() -> assertThat(bindings()).hasSize(2));
    }
    assertThat(alone).hasValue(0);
  }

  private static boolean hasCome(CountDownLatch latch) {
    try {
      return latch.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}

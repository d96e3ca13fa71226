package io.rehost.injector.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.rehost.injector.controller.GrantPlan.Observed;
import io.rehost.injector.controller.GrantPlan.Step;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Contract section 6: a Role (get, list, watch on that one name) and a RoleBinding for the
 * namespace's service accounts, owned by the ConfigMap (no blockOwnerDeletion).
 */
class GrantPlanTest {
  private static final ConfigMap MAP =
      new ConfigMapBuilder()
          .withNewMetadata()
          .withName("shop-rules")
          .withNamespace("shop")
          .withUid("u-1")
          .addToLabels("rehost.io/rules", "true")
          .endMetadata()
          .build();
  private static final Role ROLE = Grant.role(MAP);
  private static final RoleBinding BINDING = Grant.binding(MAP);

  @Test
  void theGrantIsExactlyThis() {
    assertThat(Serialization.asYaml(ROLE) + Serialization.asYaml(BINDING))
        .isEqualTo(
            """
            ---
            apiVersion: "rbac.authorization.k8s.io/v1"
            kind: "Role"
            metadata:
              annotations:
                rehost.io/rules-of: "shop-rules"
              labels:
                app.kubernetes.io/managed-by: "rehost"
              name: "rehost-rules-shop-rules"
              namespace: "shop"
              ownerReferences:
              - apiVersion: "v1"
                kind: "ConfigMap"
                name: "shop-rules"
                uid: "u-1"
            rules:
            - apiGroups:
              - ""
              resourceNames:
              - "shop-rules"
              resources:
              - "configmaps"
              verbs:
              - "get"
              - "list"
              - "watch"
            ---
            apiVersion: "rbac.authorization.k8s.io/v1"
            kind: "RoleBinding"
            metadata:
              annotations:
                rehost.io/rules-of: "shop-rules"
              labels:
                app.kubernetes.io/managed-by: "rehost"
              name: "rehost-rules-shop-rules"
              namespace: "shop"
              ownerReferences:
              - apiVersion: "v1"
                kind: "ConfigMap"
                name: "shop-rules"
                uid: "u-1"
            roleRef:
              kind: "Role"
              apiGroup: "rbac.authorization.k8s.io"
              name: "rehost-rules-shop-rules"
            subjects:
            - kind: "Group"
              apiGroup: "rbac.authorization.k8s.io"
              name: "system:serviceaccounts:shop"
            """);
  }

  @Test
  void theRoleIsCreatedBeforeItsBinding() {
    assertThat(GrantPlan.of(new Observed(MAP, null, null)))
        .containsExactly(new Step.Create(ROLE), new Step.Create(BINDING));
  }

  @Test
  void aGrantThatIsAsItShouldBeNeedsNothing() {
    assertThat(GrantPlan.of(new Observed(MAP, ROLE, BINDING))).isEmpty();
  }

  @Test
  void whatOthersHaveAddedIsNoDifferenceAndStays() {
    Role more =
        new RoleBuilder(ROLE)
            .editMetadata()
            .addToLabels("team", "a")
            .addToAnnotations("note", "b")
            .endMetadata()
            .build();
    assertThat(GrantPlan.of(new Observed(MAP, more, BINDING))).isEmpty();

    Role wider = new RoleBuilder(more).editFirstRule().addToVerbs("delete").endRule().build();

    assertThat(GrantPlan.of(new Observed(MAP, wider, BINDING)))
        .containsExactly(new Step.Replace(more));
  }

  @Test
  void aRoleIsRepairedInItsRulesItsOwnerItsLabelAndItsAnnotation() {
    for (Role edited :
        List.of(
            new RoleBuilder(ROLE).editFirstRule().withResourceNames().endRule().build(),
            new RoleBuilder(ROLE).editFirstRule().addToVerbs("delete").endRule().build(),
            new RoleBuilder(ROLE).withRules().build(),
            new RoleBuilder(ROLE).editMetadata().withOwnerReferences().endMetadata().build(),
            new RoleBuilder(ROLE)
                .editMetadata()
                .editFirstOwnerReference()
                .withBlockOwnerDeletion(true)
                .endOwnerReference()
                .endMetadata()
                .build(),
            new RoleBuilder(ROLE)
                .editMetadata()
                .editFirstOwnerReference()
                .withUid("of a ConfigMap that was deleted")
                .endOwnerReference()
                .endMetadata()
                .build(),
            new RoleBuilder(ROLE)
                .editMetadata()
                .removeFromLabels(Grant.MANAGED_BY)
                .endMetadata()
                .build(),
            new RoleBuilder(ROLE)
                .editMetadata()
                .addToAnnotations(Grant.RULES_OF, "other")
                .endMetadata()
                .build())) {
      assertThat(GrantPlan.of(new Observed(MAP, edited, BINDING)))
          .containsExactly(new Step.Replace(ROLE));
    }
  }

  @Test
  void aBindingIsRepairedInItsSubjects() {
    RoleBinding edited =
        new RoleBindingBuilder(BINDING)
            .addNewSubject("rbac.authorization.k8s.io", "Group", "system:authenticated", null)
            .build();

    assertThat(GrantPlan.of(new Observed(MAP, ROLE, edited)))
        .containsExactly(new Step.Replace(BINDING));
  }

  @Test
  void aBindingToAnotherRoleIsMadeAnewAsItsRoleRefCannotBeChanged() {
    RoleBinding edited =
        new RoleBindingBuilder(BINDING).editRoleRef().withName("admin").endRoleRef().build();

    assertThat(GrantPlan.of(new Observed(MAP, ROLE, edited)))
        .containsExactly(new Step.Delete(edited), new Step.Create(BINDING));
  }

  @Test
  void whatIsLeftOfAConfigMapIsRemovedTheBindingFirst() {
    assertThat(GrantPlan.of(new Observed(null, ROLE, BINDING)))
        .containsExactly(new Step.Delete(BINDING), new Step.Delete(ROLE));
  }

  @Test
  void anObjectWithoutTwoOfOurMarksIsNeverTouched() {
    Role own =
        new RoleBuilder(ROLE)
            .editMetadata()
            .withAnnotations(null)
            .withOwnerReferences()
            .endMetadata()
            .build(); // the label alone is anyone's
    RoleBinding binding =
        new RoleBindingBuilder(BINDING)
            .editMetadata()
            .withLabels(null)
            .withOwnerReferences()
            .endMetadata()
            .build();

    assertThat(GrantPlan.of(new Observed(null, own, binding))).isEmpty();
    assertThat(GrantPlan.of(new Observed(MAP, own, null)))
        .as("nothing is bound to a Role that is another's")
        .containsExactly(new Step.LeaveForeign(own));
    assertThat(GrantPlan.of(new Observed(MAP, ROLE, binding)))
        .containsExactly(new Step.LeaveForeign(binding));
  }
}

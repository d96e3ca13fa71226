package io.rehost.injector.controller;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** From what is to what should be. Pure: carrying out the plan gives a state with an empty one. */
final class GrantPlan {
  private GrantPlan() {}

  /** One request. */
  sealed interface Step {
    /** To create, to put in the place of what is there, or to delete. */
    HasMetadata object();

    record Create(HasMetadata object) implements Step {}

    /** The object bears the resourceVersion of what it replaces. */
    record Replace(HasMetadata object) implements Step {}

    record Delete(HasMetadata object) implements Step {}

    /** Someone else's object has our name: no request. */
    record LeaveForeign(HasMetadata object) implements Step {}
  }

  /**
   * What is there.
   *
   * @param map null if there is none that is labelled and stays
   * @param role the one with the name of the grant; null for none
   * @param binding likewise
   */
  record Observed(@Nullable ConfigMap map, @Nullable Role role, @Nullable RoleBinding binding) {}

  /** The steps, in order: the API server refuses a binding whose Role isn't there. */
  static List<Step> of(Observed observed) {
    ConfigMap map = observed.map;
    return map == null ? remove(observed) : keep(map, observed.role, observed.binding);
  }

  private static List<Step> remove(Observed observed) {
    List<Step> steps = new ArrayList<>();
    if (observed.binding != null && Grant.isOurs(observed.binding)) {
      steps.add(new Step.Delete(observed.binding));
    }
    if (observed.role != null && Grant.isOurs(observed.role)) {
      steps.add(new Step.Delete(observed.role));
    }
    return steps;
  }

  private static List<Step> keep(
      ConfigMap map, @Nullable Role role, @Nullable RoleBinding binding) {
    if (role != null && !Grant.isOurs(role)) {
      return List.of(new Step.LeaveForeign(role)); // no binding: it would grant who knows what
    }
    List<Step> steps = new ArrayList<>();
    Role desired = Grant.role(map);
    if (role == null) {
      steps.add(new Step.Create(desired));
    } else if (!Grant.hasMarks(role, desired) || !role.getRules().equals(desired.getRules())) {
      steps.add(
          new Step.Replace(
              new RoleBuilder(role)
                  .withMetadata(Grant.marked(role, desired))
                  .withRules(desired.getRules())
                  .build()));
    }
    keep(Grant.binding(map), binding, steps);
    return steps;
  }

  private static void keep(RoleBinding desired, @Nullable RoleBinding there, List<Step> steps) {
    if (there == null) {
      steps.add(new Step.Create(desired));
    } else if (!Grant.isOurs(there)) {
      steps.add(new Step.LeaveForeign(there));
    } else if (!desired.getRoleRef().equals(there.getRoleRef())) {
      steps.add(new Step.Delete(there)); // roleRef can't be changed
      steps.add(new Step.Create(desired));
    } else if (!Grant.hasMarks(there, desired)
        || !there.getSubjects().equals(desired.getSubjects())) {
      steps.add(
          new Step.Replace(
              new RoleBindingBuilder(there)
                  .withMetadata(Grant.marked(there, desired))
                  .withSubjects(desired.getSubjects())
                  .build()));
    }
  }
}

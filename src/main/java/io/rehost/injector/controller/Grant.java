package io.rehost.injector.controller;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a ConfigMap with rules gets so that all service accounts of its namespace may read it, and
 * nothing else. Pure.
 *
 * <p>Three marks say that an object is ours: a label, an annotation, an owner of kind ConfigMap.
 * One of them may be lost and is put back; an object with fewer than two is someone else's.
 */
final class Grant {
  static final String MANAGED_BY = "app.kubernetes.io/managed-by";
  static final String REHOST = "rehost";

  /** The annotation that names the ConfigMap. */
  static final String RULES_OF = "rehost.io/rules-of";

  private static final String RBAC = "rbac.authorization.k8s.io";

  private Grant() {}

  /** List and watch are granted only to requests with this one name as field selector. */
  static Role role(ConfigMap map) {
    return new RoleBuilder()
        .withMetadata(metadata(map))
        .addNewRule()
        .addToApiGroups("")
        .addToResources("configmaps")
        .addToResourceNames(map.getMetadata().getName())
        .addToVerbs("get", "list", "watch")
        .endRule()
        .build();
  }

  static RoleBinding binding(ConfigMap map) {
    return new RoleBindingBuilder()
        .withMetadata(metadata(map))
        .withNewRoleRef(RBAC, "Role", GrantName.of(map.getMetadata().getName()))
        .addNewSubject()
        .withApiGroup(RBAC)
        .withKind("Group")
        .withName("system:serviceaccounts:" + map.getMetadata().getNamespace())
        .endSubject()
        .build();
  }

  private static ObjectMeta metadata(ConfigMap map) {
    String name = map.getMetadata().getName();
    return new ObjectMetaBuilder()
        .withName(GrantName.of(name))
        .withNamespace(map.getMetadata().getNamespace())
        .addToLabels(MANAGED_BY, REHOST)
        .addToAnnotations(RULES_OF, name)
        .addToOwnerReferences(owner(map))
        .build();
  }

  /** Goes with the ConfigMap, and never holds up its deletion. */
  private static OwnerReference owner(ConfigMap map) {
    return new OwnerReferenceBuilder()
        .withApiVersion("v1")
        .withKind("ConfigMap")
        .withName(map.getMetadata().getName())
        .withUid(map.getMetadata().getUid())
        .build();
  }

  static boolean isOurs(HasMetadata object) {
    boolean labelled = REHOST.equals(labels(object).get(MANAGED_BY));
    boolean annotated = annotations(object).containsKey(RULES_OF);
    return Stream.of(labelled, annotated, ownerName(object) != null).filter(it -> it).count() >= 2;
  }

  /** The ConfigMap that an object of ours is for; empty if the object isn't ours. */
  static Optional<Key> key(HasMetadata object) {
    if (!isOurs(object)) {
      return Optional.empty();
    }
    String annotated = annotations(object).get(RULES_OF);
    String name = annotated == null ? ownerName(object) : annotated;
    return Optional.of(new Key(object.getMetadata().getNamespace(), Objects.requireNonNull(name)));
  }

  /** Whether what we say about an object is so; what others have added doesn't matter. */
  static boolean hasMarks(HasMetadata object, HasMetadata desired) {
    return REHOST.equals(labels(object).get(MANAGED_BY))
        && Objects.equals(annotations(object).get(RULES_OF), annotations(desired).get(RULES_OF))
        && object
            .getMetadata()
            .getOwnerReferences()
            .equals(desired.getMetadata().getOwnerReferences());
  }

  /** The metadata of an object with our marks, the rest as it is. */
  static ObjectMeta marked(HasMetadata object, HasMetadata desired) {
    Map<String, String> labels = new HashMap<>(labels(object));
    labels.putAll(labels(desired));
    Map<String, String> annotations = new HashMap<>(annotations(object));
    annotations.putAll(annotations(desired));
    return new ObjectMetaBuilder(object.getMetadata())
        .withLabels(labels)
        .withAnnotations(annotations)
        .withOwnerReferences(List.copyOf(desired.getMetadata().getOwnerReferences()))
        .build();
  }

  private static @Nullable String ownerName(HasMetadata object) {
    return object.getMetadata().getOwnerReferences().stream()
        .filter(owner -> owner.getKind().equals("ConfigMap"))
        .findFirst()
        .map(OwnerReference::getName)
        .orElse(null);
  }

  private static Map<String, String> labels(HasMetadata object) {
    return Objects.requireNonNullElse(object.getMetadata().getLabels(), Map.of());
  }

  private static Map<String, String> annotations(HasMetadata object) {
    return Objects.requireNonNullElse(object.getMetadata().getAnnotations(), Map.of());
  }
}

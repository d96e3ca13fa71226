package io.rehost.cluster;

import io.fabric8.kubernetes.api.model.APIGroup;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All objects of an API server, of every kind that it can list, but for Events: by {@code Kind
 * namespace/name}.
 */
record Inventory(Map<String, GenericKubernetesResource> objects) {
  /** Told to people and forgotten after an hour. */
  private static final Set<String> PASSING = Set.of("Event");

  private static final Pattern CA_BUNDLE = Pattern.compile("(, )?caBundle=[^,}]*");

  static Inventory of(KubernetesClient admin) {
    Map<String, GenericKubernetesResource> objects = new TreeMap<>();
    for (ResourceDefinitionContext kind : kinds(admin)) {
      var all = admin.genericKubernetesResources(kind);
      var items = kind.isNamespaceScoped() ? all.inAnyNamespace().list() : all.list();
      items.getItems().forEach(it -> objects.put(title(kind.getKind(), it.getMetadata()), it));
    }
    return new Inventory(objects);
  }

  private static List<ResourceDefinitionContext> kinds(KubernetesClient admin) {
    Stream<String> groups =
        admin.getApiGroups().getGroups().stream()
            .map(APIGroup::getPreferredVersion)
            .map(it -> it.getGroupVersion());
    List<ResourceDefinitionContext> kinds = new ArrayList<>();
    Stream.concat(Stream.of("v1"), groups)
        .forEach(
            version ->
                admin.getApiResources(version).getResources().stream()
                    .filter(it -> it.getVerbs().contains("list"))
                    .filter(it -> !PASSING.contains(it.getKind()))
                    .forEach(it -> kinds.add(context(version, it))));
    return kinds;
  }

  private static ResourceDefinitionContext context(String groupVersion, APIResource resource) {
    int slash = groupVersion.indexOf('/');
    return new ResourceDefinitionContext.Builder()
        .withGroup(slash < 0 ? "" : groupVersion.substring(0, slash))
        .withVersion(groupVersion.substring(slash + 1))
        .withKind(resource.getKind())
        .withPlural(resource.getName())
        .withNamespaced(resource.getNamespaced())
        .build();
  }

  private static String title(String kind, ObjectMeta meta) {
    String namespace = meta.getNamespace() == null ? "" : meta.getNamespace() + "/";
    return kind + " " + namespace + meta.getName();
  }

  Set<String> titles() {
    return new TreeSet<>(objects.keySet());
  }

  /** What is here and not there. */
  Set<String> without(Inventory other) {
    Set<String> titles = titles();
    titles.removeAll(other.objects.keySet());
    return titles;
  }

  /** What a release's objects say, without what is kept in them by others: caBundles, status. */
  Map<String, String> ofRelease(String release) {
    Map<String, String> contents = new TreeMap<>();
    objects.forEach(
        (title, object) -> {
          Map<String, String> labels = labels(object);
          if (release.equals(labels.get("app.kubernetes.io/instance"))) {
            Map<String, Object> content = new TreeMap<>(object.getAdditionalProperties());
            content.remove("status");
            String text = CA_BUNDLE.matcher(content.toString()).replaceAll("");
            contents.put(title, new TreeMap<>(labels) + " " + text);
          }
        });
    return contents;
  }

  private static Map<String, String> labels(HasMetadata object) {
    return Objects.requireNonNullElse(object.getMetadata().getLabels(), Map.of());
  }

  /**
   * Deletes what a garbage collector would: objects that have owners, of which none is there any
   * more. Returns whether there were any, which may have owned others.
   */
  boolean collectGarbage(KubernetesClient admin) {
    Set<String> uids =
        objects.values().stream().map(it -> it.getMetadata().getUid()).collect(Collectors.toSet());
    List<GenericKubernetesResource> orphans =
        objects.values().stream()
            .filter(it -> !it.getMetadata().getOwnerReferences().isEmpty())
            .filter(
                it ->
                    it.getMetadata().getOwnerReferences().stream()
                        .map(OwnerReference::getUid)
                        .noneMatch(uids::contains))
            .toList();
    orphans.forEach(it -> admin.resource(it).delete());
    return !orphans.isEmpty();
  }
}

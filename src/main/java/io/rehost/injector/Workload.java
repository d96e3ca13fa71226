package io.rehost.injector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * A manifest that pods are made of.
 *
 * @param name for people, such as {@code deployment/shop}
 * @param path of the pod within the manifest, key by key; empty for a Pod
 */
record Workload(String name, String namespace, List<String> path, ObjectNode manifest) {
  Workload {
    path = List.copyOf(path);
  }

  /** Empty if no pods are made of a manifest. */
  static Optional<Workload> of(ObjectNode manifest) {
    return path(manifest.path("kind").asText())
        .map(
            path ->
                new Workload(
                    ManifestNames.of(manifest), ManifestNames.namespace(manifest), path, manifest));
  }

  private static Optional<List<String>> path(String kind) {
    return switch (kind) {
      case "Pod" -> Optional.of(List.of());
      case "PodTemplate" -> Optional.of(List.of("template"));
      case "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Job", "ReplicationController" ->
          Optional.of(List.of("spec", "template"));
      case "CronJob" -> Optional.of(List.of("spec", "jobTemplate", "spec", "template"));
      default -> Optional.empty();
    };
  }

  /** What comes before the path of something in the pod. */
  String prefix() {
    return path.isEmpty() ? "" : String.join(".", path) + ".";
  }

  /** The pod or template; empty if the manifest has none, or not as an object. */
  Optional<ObjectNode> pod() {
    return at(manifest, path) instanceof ObjectNode pod ? Optional.of(pod) : Optional.empty();
  }

  /** The manifest with another pod in the place of its own. */
  ObjectNode with(ObjectNode pod) {
    if (path.isEmpty()) {
      return pod;
    }
    ObjectNode copy = manifest.deepCopy();
    ((ObjectNode) at(copy, path.subList(0, path.size() - 1))).set(path.getLast(), pod);
    return copy;
  }

  private static JsonNode at(JsonNode node, List<String> path) {
    JsonNode found = node;
    for (String key : path) {
      found = found.path(key);
    }
    return found;
  }
}

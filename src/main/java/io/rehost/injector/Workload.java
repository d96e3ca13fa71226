package io.rehost.injector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * A manifest that pods are made of.
 *
 * @param name for people, such as {@code deployment/shop}
 * @param path of the pod within the manifest, with a dot at its end; empty for a Pod
 */
record Workload(String name, String namespace, String path, ObjectNode manifest) {

  /** Empty if no pods are made of a manifest. */
  static Optional<Workload> of(ObjectNode manifest) {
    String kind = manifest.path("kind").asText();
    List<String> path =
        switch (kind) {
          case "Pod" -> List.of();
          case "PodTemplate" -> List.of("template");
          case "Deployment",
              "ReplicaSet",
              "StatefulSet",
              "DaemonSet",
              "Job",
              "ReplicationController" ->
              List.of("spec", "template");
          case "CronJob" -> List.of("spec", "jobTemplate", "spec", "template");
          default -> null;
        };
    return path == null
        ? Optional.empty()
        : Optional.of(
            new Workload(
                ManifestNames.of(manifest),
                ManifestNames.namespace(manifest),
                path.isEmpty() ? "" : String.join(".", path) + ".",
                manifest));
  }

  /** The pod or template; empty if the manifest has none, or not as an object. */
  Optional<ObjectNode> pod() {
    JsonNode node = manifest;
    if (!path.isEmpty()) {
      for (String key : path.split("\\.", 0)) {
        node = node.path(key);
      }
    }
    return node instanceof ObjectNode pod ? Optional.of(pod) : Optional.empty();
  }
}

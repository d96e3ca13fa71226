package io.rehost.source;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.rehost.rule.Problem;
import java.util.Map;
import java.util.Objects;

/** The rules document in a ConfigMap, or why there is none. */
sealed interface ConfigMapContent {
  /** The key that holds the document (contract section 3). */
  String KEY = "rules.yaml";

  /** The label that makes the admission webhook and the rules controller look at a ConfigMap. */
  String LABEL = "rehost.io/rules";

  /** The document. */
  record Text(String value) implements ConfigMapContent {}

  /** No document under {@link #KEY}. */
  record Unusable(Problem problem) implements ConfigMapContent {}

  static ConfigMapContent of(ConfigMap map) {
    Map<String, String> data = Objects.requireNonNullElse(map.getData(), Map.of());
    Map<String, String> binary = Objects.requireNonNullElse(map.getBinaryData(), Map.of());
    String text = data.get(KEY);
    if (text != null) {
      return new Text(text);
    }
    if (binary.containsKey(KEY)) {
      return unusable("binaryData", KEY, "UTF-8 text under data");
    }
    return data.isEmpty()
        ? new Unusable(new Problem("data." + KEY, null, "the rules document as text", 0, 0))
        : unusable("data", String.join(", ", data.keySet()), "the key " + KEY);
  }

  /** Whether {@code rehost.io/rules: "true"} is set. Reading doesn't need it. */
  static boolean labelled(ConfigMap map) {
    Map<String, String> labels =
        Objects.requireNonNullElse(map.getMetadata().getLabels(), Map.of());
    return "true".equals(labels.get(LABEL));
  }

  private static Unusable unusable(String path, String found, String expected) {
    return new Unusable(new Problem(path, found, expected, 0, 0));
  }
}

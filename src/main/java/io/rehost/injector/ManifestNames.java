package io.rehost.injector;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/** What manifests are called. */
final class ManifestNames {
  private ManifestNames() {}

  /** Such as {@code deployment/shop}; {@code pod/shop-*} for a name that is still to be made. */
  static String of(JsonNode manifest) {
    JsonNode metadata = manifest.path("metadata");
    String name = metadata.path("name").asText();
    String made = metadata.path("generateName").asText();
    String kind = manifest.path("kind").asText().toLowerCase(Locale.ROOT);
    return kind + "/" + (name.isEmpty() && !made.isEmpty() ? made + "*" : name);
  }

  /** That of the manifest, or the one that kubectl takes without a context. */
  static String namespace(JsonNode manifest) {
    String own = manifest.path("metadata").path("namespace").asText();
    return own.isEmpty() ? "default" : own;
  }
}

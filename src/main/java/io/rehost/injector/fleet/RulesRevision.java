package io.rehost.injector.fleet;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.rehost.rule.Problem;
import io.rehost.rule.document.Origin;
import io.rehost.rule.document.ParseResult;
import io.rehost.rule.document.ParseResult.Rejected;
import io.rehost.rule.document.RulesFile;
import io.rehost.rule.document.RulesParser;
import io.rehost.rule.document.RulesText;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a ConfigMap says now.
 *
 * @param map null if there is none, or it isn't known
 * @param result of its document
 */
record RulesRevision(@Nullable ConfigMap map, ParseResult result) {

  static RulesRevision of(@Nullable ConfigMap map) {
    if (map == null) {
      return new RulesRevision(null, missing("metadata.name", "a ConfigMap of that name"));
    }
    String text =
        Objects.requireNonNullElse(map.getData(), Map.<String, String>of()).get(RulesFile.KEY);
    return new RulesRevision(
        map,
        text == null
            ? missing("data." + RulesFile.KEY, "a rules document")
            : RulesParser.parse(RulesText.of(text, Origin.CONFIGMAP)));
  }

  /** Of a ConfigMap that can't be: the name is none. */
  static RulesRevision misnamed(String name) {
    return new RulesRevision(null, rejected("metadata.name", name, "the name of a ConfigMap"));
  }

  /** Of a ConfigMap that the API server didn't give. */
  static RulesRevision unread(String why) {
    return new RulesRevision(null, rejected("configmap", why, "an answer of the API server"));
  }

  /** Null if there is no ConfigMap, or it isn't known. */
  @Nullable String resourceVersion() {
    return map == null ? null : map.getMetadata().getResourceVersion();
  }

  private static Rejected missing(String path, String expected) {
    return rejected(path, null, expected);
  }

  private static Rejected rejected(String path, @Nullable String found, String expected) {
    return new Rejected(List.of(new Problem(path, found, expected, 0, 0)));
  }
}

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
 * @param map null if there is none
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

  /** Null if there is no ConfigMap. */
  @Nullable String resourceVersion() {
    return map == null ? null : map.getMetadata().getResourceVersion();
  }

  private static Rejected missing(String path, String expected) {
    return new Rejected(List.of(new Problem(path, null, expected, 0, 0)));
  }
}

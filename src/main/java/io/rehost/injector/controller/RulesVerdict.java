package io.rehost.injector.controller;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.rehost.injector.events.MessageText;
import io.rehost.injector.events.Notice;
import io.rehost.rule.DocumentCheck;
import io.rehost.rule.Problem;
import io.rehost.rule.RulesDocument;
import io.rehost.rule.Warning;
import io.rehost.rule.document.Origin;
import io.rehost.rule.document.ParseResult.Parsed;
import io.rehost.rule.document.ParseResult.Rejected;
import io.rehost.rule.document.RulesFile;
import io.rehost.rule.document.RulesParser;
import io.rehost.rule.document.RulesText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What the rules of a ConfigMap are worth by themselves, as admission and {@code rehost check} say
 * it too. What only a pod knows (allowed addresses, other ConfigMaps) is not part of it. Pure.
 */
final class RulesVerdict {
  static final String TOPIC = "rules";

  private RulesVerdict() {}

  static Notice of(ConfigMap map) {
    String text =
        Objects.requireNonNullElse(map.getData(), Map.<String, String>of()).get(RulesFile.KEY);
    if (text == null) {
      return rejected(
          map, "", List.of(new Problem("data." + RulesFile.KEY, null, "a rules document", 0, 0)));
    }
    return switch (RulesParser.parse(RulesText.of(text, Origin.CONFIGMAP))) {
      case Parsed(RulesDocument document, RulesText _) -> accepted(map, text, document);
      case Rejected(List<Problem> problems) -> rejected(map, text, problems);
    };
  }

  private static Notice accepted(ConfigMap map, String text, RulesDocument document) {
    int count = document.rules().size();
    List<String> parts = new ArrayList<>();
    parts.add(count == 1 ? "1 rule" : count + " rules");
    DocumentCheck.warnings(document).stream()
        .map(Warning::toString)
        .map("warning: "::concat)
        .forEach(parts::add);
    return notice(map, false, "RulesAccepted", parts, text);
  }

  private static Notice rejected(ConfigMap map, String text, List<Problem> problems) {
    return notice(
        map, true, "RulesRejected", problems.stream().map(Problem::toString).toList(), text);
  }

  private static Notice notice(
      ConfigMap map, boolean warning, String reason, List<String> parts, String text) {
    return new Notice(Notice.reference(map), warning, TOPIC, reason, MessageText.join(parts), text);
  }
}

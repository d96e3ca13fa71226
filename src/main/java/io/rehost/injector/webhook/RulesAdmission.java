package io.rehost.injector.webhook;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import io.rehost.injector.webhook.AdmissionReview.Request;
import io.rehost.injector.webhook.AdmissionReview.Verdict;
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
import java.util.List;

/**
 * Refuses a labelled ConfigMap whose rules no sidecar would take, with all of its problems. Only
 * the document itself is judged; what only a pod knows shows there. Thread-safe.
 */
public final class RulesAdmission implements AdmissionReview.Judge {

  @Override
  public Verdict judge(Request request) {
    JsonNode configMap = request.object();
    String label = configMap.path("metadata").path("labels").path(RulesFile.LABEL).asText();
    if (!request.kind().equals("ConfigMap") || !label.equals("true")) {
      return Verdict.allowed(List.of());
    }
    JsonNode rules = configMap.path("data").path(RulesFile.KEY);
    if (!rules.isTextual()) {
      return denied(List.of(new Problem("data." + RulesFile.KEY, null, "a rules document", 0, 0)));
    }
    return switch (RulesParser.parse(RulesText.of(rules.asText(), Origin.CONFIGMAP))) {
      case Parsed(RulesDocument document, RulesText _) ->
          Verdict.allowed(
              DocumentCheck.warnings(document).stream().map(Warning::toString).toList());
      case Rejected(List<Problem> problems) -> denied(problems);
    };
  }

  private static Verdict denied(List<Problem> problems) {
    String all = problems.stream().map(Problem::toString).collect(joining("; "));
    return Verdict.denied("the rules are not good: " + all);
  }
}

package io.rehost.cli;

import io.rehost.console.Explainer;
import io.rehost.rule.ActiveRules;
import io.rehost.rule.RuleSet;
import io.rehost.rule.Warning;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** {@code rehost explain -o json} for the rules in force. */
final class LiveExplanation implements Explainer {
  private final ActiveRules rules;
  private final Set<String> upgrades;

  /**
   * Explains by {@code rules}.
   *
   * @param upgrades names of the protocols that may be upgraded to, in lower case
   */
  LiveExplanation(ActiveRules rules, Set<String> upgrades) {
    this.rules = rules;
    this.upgrades = Set.copyOf(upgrades);
  }

  @Override
  public Reply explain(String method, String url, List<String> headers) {
    List<String> problems = new ArrayList<>();
    if (!TypedRequest.isMethod(method)) {
      problems.add(problem("method", method, TypedRequest.METHOD_EXPECTED));
    }
    List<Field> fields = new ArrayList<>();
    for (String header : headers) {
      Field field = Field.parse(header);
      if (field == null) {
        problems.add(problem("header", header, Field.EXPECTED));
      } else {
        fields.add(field);
      }
    }
    TypedRequest typed =
        switch (TypedRequest.of(method, url, fields)) {
          case TypedRequest.Right(TypedRequest request) -> request;
          case TypedRequest.WrongUrl(String expected) -> {
            problems.add(problem("url", url, expected));
            yield null;
          }
          case TypedRequest.WrongHost(String host) -> {
            problems.add(problem("header", "Host: " + host, TypedRequest.HOST_EXPECTED));
            yield null;
          }
        };
    return typed == null || !problems.isEmpty() ? new Wrong(problems) : explain(typed);
  }

  private Reply explain(TypedRequest request) {
    ActiveRules.State state = rules.state();
    RuleSet inForce = state.rules();
    if (inForce == null) {
      return new NoRules();
    }
    List<String> warnings = state.warnings().stream().map(Warning::toString).toList();
    return new Explained(AnswerJson.print(Answer.of(request, inForce, warnings, upgrades)));
  }

  private static String problem(String parameter, String value, String expected) {
    return parameter + ": \"" + value + "\" (expected: " + expected + ")";
  }
}

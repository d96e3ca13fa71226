package io.rehost.cli;

import io.rehost.console.Explainer;
import io.rehost.probe.VhostProbe;
import io.rehost.rule.ActiveRules;
import io.rehost.rule.RuleSet;
import io.rehost.rule.Warning;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** {@code rehost explain -o json}, with {@code --probe} or without, for the rules in force. */
final class LiveExplanation implements Explainer {
  private final ActiveRules rules;
  private final Set<String> upgrades;
  private final VhostProbe origins;

  /**
   * Explains by {@code rules}.
   *
   * @param upgrades names of the protocols that may be upgraded to, in lower case
   * @param origins asks them, if that is wanted
   */
  LiveExplanation(ActiveRules rules, Set<String> upgrades, VhostProbe origins) {
    this.rules = rules;
    this.upgrades = Set.copyOf(upgrades);
    this.origins = origins;
  }

  @Override
  public Reply explain(String method, String url, List<String> headers) {
    return explain(method, url, headers, AnswerJson::print);
  }

  @Override
  public Reply probe(String method, String url, List<String> headers) {
    return explain(
        method, url, headers, answer -> AnswerJson.print(answer, AnswerProbe.run(answer, origins)));
  }

  private Reply explain(
      String method, String url, List<String> headers, Function<Answer, String> printed) {
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
    return typed == null || !problems.isEmpty() ? new Wrong(problems) : explain(typed, printed);
  }

  private Reply explain(TypedRequest request, Function<Answer, String> printed) {
    ActiveRules.State state = rules.state();
    RuleSet inForce = state.rules();
    if (inForce == null) {
      return new NoRules();
    }
    List<String> warnings = state.warnings().stream().map(Warning::toString).toList();
    return new Explained(printed.apply(Answer.of(request, inForce, warnings, upgrades)));
  }

  private static String problem(String parameter, String value, String expected) {
    return parameter + ": \"" + value + "\" (expected: " + expected + ")";
  }
}

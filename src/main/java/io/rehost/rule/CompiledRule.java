package io.rehost.rule;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A rule of a set, ready to be asked. */
final class CompiledRule {
  private final RuleInForce place;
  private final PathSet paths;
  private final Set<String> methods;
  private final List<Condition> headers;
  private final List<Condition> query;
  private final Outcome outcome;

  /** What the outcome is for every request, if it is the same for every request. */
  private final @Nullable Decision fixed;

  CompiledRule(RuleInForce place, Outcome outcome) {
    Match match = place.rule().match();
    this.place = place;
    this.outcome = outcome;
    fixed = outcome instanceof Outcome.Fixed(Decision decision) ? decision : null;
    paths = new PathSet(match.paths());
    methods = match.methods();
    headers = match.headers().stream().map(it -> Condition.of(it.name(), it.value())).toList();
    query = match.query().stream().map(it -> Condition.of(it.name(), it.value())).toList();
  }

  RuleInForce place() {
    return place;
  }

  int ordinal() {
    return place.ordinal();
  }

  Match match() {
    return place.rule().match();
  }

  /** Whether the normalised path is one of the rule's; not to be asked if the rule names none. */
  boolean matchesPath(String path) {
    return paths.matches(path);
  }

  /** Whether everything but host and path matches. */
  boolean matchesRest(RequestHead head) {
    return (methods.isEmpty() || methods.contains(head.method()))
        && allHoldForFields(head)
        && allHoldForParameters(head);
  }

  /** Whether {@link #matchesRest} holds for every request. */
  boolean isUnconditional() {
    return methods.isEmpty() && headers.isEmpty() && query.isEmpty();
  }

  /** The decision, given that the rule has won. */
  Decision decide(RequestHead head) {
    return fixed != null ? fixed : outcome.decide(head);
  }

  private boolean allHoldForFields(RequestHead head) {
    for (int i = 0; i < headers.size(); i++) {
      if (!headers.get(i).holdsForField(head)) {
        return false;
      }
    }
    return true;
  }

  private boolean allHoldForParameters(RequestHead head) {
    for (int i = 0; i < query.size(); i++) {
      if (!query.get(i).holdsForParameter(head.query())) {
        return false;
      }
    }
    return true;
  }
}

package io.rehost.cli;

import io.rehost.rule.Decision;
import io.rehost.rule.Destination;
import io.rehost.rule.Explanation;
import io.rehost.rule.RuleSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@code rehost explain} says about a request.
 *
 * @param sent null if the request is rejected
 * @param warnings about this request first, then about the rules
 */
record Answer(
    TypedRequest request, Explanation explanation, @Nullable Sent sent, List<String> warnings) {
  private static final String NO_UPSTREAM =
      "no upstream: neither the document nor REHOST_UPSTREAM names one";

  Answer {
    warnings = List.copyOf(warnings);
  }

  /**
   * What goes to the origin.
   *
   * @param destination null if nobody names an upstream
   * @param head request line and fields
   */
  record Sent(@Nullable Destination destination, List<String> head) {
    Sent {
      head = List.copyOf(head);
    }
  }

  static Answer of(TypedRequest request, RulesInFiles.Joined joined, Set<String> upgrades) {
    List<String> known = new ArrayList<>(joined.ofUnmatched());
    joined.warnings().forEach(warning -> known.add(warning.toString()));
    return of(request, joined.rules(), known, upgrades);
  }

  /**
   * What these rules make of a request.
   *
   * @param known warnings about the rules
   * @param upgrades names of the protocols that may be upgraded to, in lower case
   */
  static Answer of(TypedRequest request, RuleSet rules, List<String> known, Set<String> upgrades) {
    Explanation explanation = rules.explain(request);
    List<String> warnings = new ArrayList<>();
    Sent sent =
        switch (explanation.decision()) {
          case Decision.Override to ->
              sent(
                  SentHead.destination(request, to.destination(), upgrades),
                  SentHead.lines(request, to, upgrades));
          case Decision.Keep to ->
              sent(
                  SentHead.destination(request, to.destination(), upgrades),
                  SentHead.lines(request, to, upgrades));
          case Decision.Reject(var cause, var _, String detail) -> {
            warnings.add(status(cause) + ": " + detail);
            yield null;
          }
        };
    if (sent != null && sent.destination() == null) {
      warnings.add(NO_UPSTREAM);
    }
    warnings.addAll(known);
    return new Answer(request, explanation, sent, warnings);
  }

  private static Sent sent(Destination destination, List<String> head) {
    boolean known = !destination.upstream().host().equals(RulesInFiles.UNKNOWN_HOST);
    return new Sent(known ? destination : null, head);
  }

  private static int status(Decision.Cause cause) {
    return switch (cause) {
      case UNMATCHED -> 421;
      case HOST_TEMPLATE -> 400;
    };
  }
}

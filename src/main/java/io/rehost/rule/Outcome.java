package io.rehost.rule;

import io.rehost.rule.Decision.Cause;
import io.rehost.rule.HostTemplate.Part;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a rule that has won decides. */
sealed interface Outcome {
  Decision decide(RequestHead head);

  static Outcome of(Rule rule, Destination destination) {
    HostTemplate host = rule.host();
    if (host == null) {
      return new Fixed(new Decision.Keep(rule, destination));
    }
    return host.isLiteral()
        ? new Fixed(new Decision.Override(rule, destination, host.toString()))
        : new Expanded(rule, destination, host);
  }

  /** The same for every request. */
  record Fixed(Decision decision) implements Outcome {
    @Override
    public Decision decide(RequestHead head) {
      return decision;
    }
  }

  /** A host that is made of parts of the request. */
  record Expanded(Rule rule, Destination destination, HostTemplate template) implements Outcome {

    @Override
    public Decision decide(RequestHead head) {
      StringBuilder text = new StringBuilder();
      for (Part part : template.parts()) {
        switch (part) {
          case Part.Literal(String literal) -> text.append(literal);
          case Part.WildcardText() -> text.append(wildcardText(head.authority()));
          case Part.FieldValue(String name) -> {
            List<String> values = head.fieldValues(name);
            if (values.size() != 1) {
              return rejected(
                  "field " + name + " is expected once, not " + values.size() + " times");
            }
            text.append(values.getFirst());
          }
        }
      }
      return bounded(text.toString());
    }

    private Decision bounded(String host) {
      Authority authority = HostTemplate.isHost(host) ? Authority.parse(host) : null;
      if (authority == null) {
        return rejected("the request gives no valid host");
      }
      boolean chosenByClient = !template.fields().isEmpty();
      if (chosenByClient && !isAllowed(authority)) {
        return rejected("the request gives a host that is not allowed");
      }
      return new Decision.Override(rule, destination, host);
    }

    private boolean isAllowed(Authority authority) {
      return rule.hostAllowed().stream().anyMatch(pattern -> pattern.matches(authority));
    }

    /** Of the first wildcard that matches: with two of them, that is what a reader expects. */
    private String wildcardText(Authority authority) {
      HostPattern.@Nullable Wildcard wildcard = firstWildcard(authority);
      return wildcard == null ? "" : wildcard.textIn(authority);
    }

    private HostPattern.@Nullable Wildcard firstWildcard(Authority authority) {
      for (HostPattern pattern : rule.match().hosts()) {
        if (pattern instanceof HostPattern.Wildcard wildcard && wildcard.matches(authority)) {
          return wildcard;
        }
      }
      return null;
    }

    private Decision rejected(String detail) {
      return new Decision.Reject(Cause.HOST_TEMPLATE, rule, "rule " + rule.name() + ": " + detail);
    }
  }
}

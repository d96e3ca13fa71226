package io.rehost.rule;

/**
 * A rule of a set, and where it came from.
 *
 * @param rule as it was written
 * @param source the name of its source
 * @param index its place in the document of that source, from 0
 * @param ordinal its place in the set, from 0 and without gaps: an index for counters
 */
public record RuleInForce(Rule rule, String source, int index, int ordinal) {
  /** The name of the rule. */
  public String name() {
    return rule.name();
  }
}

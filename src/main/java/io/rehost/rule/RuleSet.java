package io.rehost.rule;

/** All rules in force, compiled: immutable, shared by all event loops. */
public final class RuleSet {
  private final Decision unmatched;

  RuleSet(Decision unmatched) {
    this.unmatched = unmatched;
  }

  /** What to do with a request. Allocates nothing that grows with the number of rules. */
  public Decision decide(RequestHead head) {
    return unmatched;
  }
}

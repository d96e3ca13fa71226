package io.rehost.rule;

import org.jspecify.annotations.Nullable;

/**
 * The rules in force: one volatile reference, replaced as a whole by an accepted edit, and the last
 * good document and the status of each source.
 */
public final class ActiveRules {
  private volatile @Nullable RuleSet current;

  /** The set in force; null until there has been a good one. Safe from any thread. */
  public @Nullable RuleSet current() {
    return current;
  }
}

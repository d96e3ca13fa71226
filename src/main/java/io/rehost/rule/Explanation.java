package io.rehost.rule;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Why a request is treated as it is.
 *
 * @param rule the rule that won; null if none did
 * @param considered the rules that were tried before it, in order, each with why it lost
 * @param decision what {@link RuleSet#decide} says
 */
public record Explanation(
    Result result, @Nullable RuleInForce rule, List<Lost> considered, Decision decision) {
  public Explanation {
    considered = List.copyOf(considered);
  }

  /** What becomes of the request. */
  public enum Result {
    /** A rule won. */
    MATCHED,
    /** None did, and the request is forwarded with its own Host. */
    PASSED,
    /** It is not forwarded. */
    REJECTED;

    /** The spelling in JSON. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A rule that did not match.
   *
   * @param failed the first part that failed, as a sentence
   */
  public record Lost(RuleInForce rule, String failed) {}
}

package io.rehost.rule.document;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * The regular expressions of one document: RE2 syntax, which has no construct that takes more than
 * linear time, and a limit to what they take in memory together.
 */
final class Regexes {
  static final String REGEX = "a regular expression in RE2 syntax";

  /** Some tens of megabytes; 10,000 rules with expressions as people write them stay below. */
  private static final int MAX_STEPS = 500_000;

  private int left = MAX_STEPS;

  /** The pattern; null if it is wrong, which has then been noted. */
  @Nullable Pattern read(Scalar scalar) {
    int steps = RegexSize.of(scalar.text());
    if (steps == RegexSize.TOO_LARGE) {
      return scalar.orReject(
          null,
          "a smaller regular expression: at most "
              + RegexSize.MAX_STEPS
              + " steps with repetitions unfolded, groups "
              + RegexSize.MAX_DEPTH
              + " deep");
    }
    left -= Math.min(left, steps);
    if (left == 0) {
      String expected =
          "smaller regular expressions: at most " + MAX_STEPS + " steps in a document";
      return scalar.orReject(null, expected);
    }
    try {
      return Pattern.compile(scalar.text());
    } catch (PatternSyntaxException e) {
      String detail = REGEX + ": " + e.getDescription() + " at \"" + e.getPattern() + "\"";
      return scalar.orReject(null, detail + hint(e.getPattern()));
    }
  }

  private static String hint(String offending) {
    boolean lookAround = offending.matches("(?s)\\(\\?(<?[=!]|>).*");
    boolean backReference = offending.matches("(?s)\\\\[1-9].*");
    return lookAround || backReference
        ? "; look-around and back-references can't be matched in linear time"
        : "";
  }
}

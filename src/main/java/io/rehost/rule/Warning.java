package io.rehost.rule;

/**
 * A rule that can never win.
 *
 * @param path where it stands in its document, such as {@code rules[3]}
 * @param source of the rule; empty if a document is judged by itself
 * @param rule its name
 * @param shadowedBy the name of the earlier rule that takes all of its requests
 */
public record Warning(String path, String source, String rule, String shadowedBy) {

  /** {@code rules[3]: "b" can never win: "a" before it takes all of its requests}. */
  @Override
  public String toString() {
    return "%s: \"%s\" can never win: \"%s\" before it takes all of its requests"
        .formatted(path, rule, shadowedBy);
  }
}

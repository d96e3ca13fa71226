package io.rehost.injector.certificates;

/** What the Secret holds. */
sealed interface Content permits Content.Absent, Content.Unusable, Usable {

  /** There is no Secret, or an empty one, as it is installed. */
  record Absent() implements Content {}

  /**
   * There is one, but it can't be served.
   *
   * @param reason {@code key: "found" (expected: …)}, never a key's text
   */
  record Unusable(String reason) implements Content {}
}

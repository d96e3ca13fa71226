package io.rehost.rule.document;

import io.rehost.rule.Problem;
import io.rehost.rule.RulesDocument;
import java.util.List;

/** What became of a text. */
public sealed interface ParseResult {

  /**
   * The text is a rules document.
   *
   * @param document as written, no defaults applied
   * @param text what it was read from; its bytes are those that the hash of the rules covers
   */
  record Parsed(RulesDocument document, RulesText text) implements ParseResult {}

  /**
   * It is not.
   *
   * @param problems all of them, in the order of the text; at least one
   */
  record Rejected(List<Problem> problems) implements ParseResult {
    public Rejected {
      problems = List.copyOf(problems);
    }
  }
}

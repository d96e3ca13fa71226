package io.rehost.console;

import java.util.List;

/** Says what the rules in force make of a request, as {@code rehost explain} does. */
public interface Explainer {
  /** What it says. */
  sealed interface Reply {}

  /**
   * It is known what becomes of the request.
   *
   * @param json the object of contract section 7
   */
  record Explained(String json) implements Reply {}

  /**
   * The question can't be understood.
   *
   * @param problems all of them, each with the name of the parameter and the accepted form
   */
  record Wrong(List<String> problems) implements Reply {
    public Wrong {
      problems = List.copyOf(problems);
    }
  }

  /** There are no rules yet. */
  record NoRules() implements Reply {}

  /**
   * Answers; must not block.
   *
   * @param headers lines such as {@code x-env: canary}
   */
  Reply explain(String method, String url, List<String> headers);

  /**
   * Answers with what the origin says beside, as {@code rehost explain --probe} does: it is really
   * asked, by GET or HEAD whatever the method is. Blocks for half a minute at most.
   *
   * @param headers lines such as {@code x-env: canary}
   */
  Reply probe(String method, String url, List<String> headers);
}

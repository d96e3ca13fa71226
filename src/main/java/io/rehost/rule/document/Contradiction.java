package io.rehost.rule.document;

import java.util.Map;
import java.util.Set;

/**
 * Which keys of a rule must have been read well for a contradiction in the rule to be one: what
 * seems missing may be what could not be read, and an unknown key may be any key misspelled.
 */
final class Contradiction {
  /** By the key of a rule that the contradiction is found at. */
  private static final Map<String, Set<String>> JUDGED_BY =
      Map.of(
          "host", Set.of("host", "match"),
          "hostAllowed", Set.of("host", "hostAllowed"),
          "protocol", Set.of("protocol", "upstream"),
          "tls", Set.of("tls", "upstream", "host"));

  private static final Set<String> ARE_JUDGED_BY =
      Set.of("host", "hostAllowed", "match", "protocol", "tls", "upstream");

  /** The keys that say nothing of other keys, however wrong they are. */
  private static final Set<String> SAY_NOTHING =
      Set.of("name", "response", "request", "requestHeaders", "responseHeaders", "timeouts");

  private Contradiction() {}

  /**
   * Whether what was found at a path of a rule is sound although there is something wrong at
   * another path of the same rule.
   *
   * @param found below the rule, such as {@code tls.serverName}
   * @param wrong below the rule; empty if the rule itself could not be read
   */
  static boolean isSound(String found, String wrong) {
    String key = firstKey(wrong);
    return SAY_NOTHING.contains(key)
        || (ARE_JUDGED_BY.contains(key)
            && !JUDGED_BY.getOrDefault(firstKey(found), ARE_JUDGED_BY).contains(key));
  }

  private static String firstKey(String path) {
    return path.split("[.\\[]", 2)[0];
  }
}

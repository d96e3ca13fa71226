package io.rehost.injector;

/** Finds the rules that pods name. */
@FunctionalInterface
public interface RulesLookup {
  /** The rules document of a ConfigMap; may block, but not for long. */
  Result find(String namespace, String configMap);

  /** What came of looking. */
  sealed interface Result {}

  /**
   * It is there.
   *
   * @param text a rules document, good or bad
   * @param labelled whether it bears the label by which sidecars may read it
   */
  record Found(String text, boolean labelled) implements Result {}

  /** There is no such ConfigMap, or none with rules. */
  record Absent() implements Result {}

  /**
   * It could not be asked for.
   *
   * @param why a short sentence for people
   */
  record Unknown(String why) implements Result {}
}

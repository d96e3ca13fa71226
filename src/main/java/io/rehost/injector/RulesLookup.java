package io.rehost.injector;

import org.jspecify.annotations.Nullable;

/** Finds the rules that pods name. */
@FunctionalInterface
public interface RulesLookup {
  /**
   * The rules document of a ConfigMap.
   *
   * @return null if there is no such ConfigMap, or none with rules
   */
  @Nullable String find(String namespace, String configMap);
}

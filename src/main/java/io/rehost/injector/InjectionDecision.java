package io.rehost.injector;

import io.rehost.rule.Problem;
import java.util.List;

/** What is to happen to a pod. */
public sealed interface InjectionDecision {

  /**
   * Nothing.
   *
   * @param why a short sentence for people
   */
  record Leave(String why) implements InjectionDecision {}

  /**
   * It gets the sidecar.
   *
   * @param warnings what is probably not meant so, for the one who made the pod
   */
  record Inject(SidecarSpec sidecar, List<String> warnings) implements InjectionDecision {
    public Inject {
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * It must not be made as it is.
   *
   * @param problems all reasons, never empty
   */
  record Deny(List<Problem> problems) implements InjectionDecision {
    public Deny {
      problems = List.copyOf(problems);
    }
  }
}

package io.rehost.injector;

import io.rehost.rule.Problem;
import java.util.List;
import java.util.Map;

/** The judgement of the sidecar itself on its settings, before there is a sidecar. */
@FunctionalInterface
public interface SidecarSettings {
  /**
   * What a sidecar with this environment would refuse to start for.
   *
   * @param environment by variable, such as {@code REHOST_UPSTREAM}
   * @return a problem for each variable that is wrong, with the variable as path
   */
  List<Problem> problems(Map<String, String> environment);
}

package io.rehost.injector;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What whoever runs the injector has chosen for pods that don't say otherwise.
 *
 * @param rules names of ConfigMaps; empty if every pod has to name its own
 * @param upstream the origin of rules that name none; null if there is none
 * @param traces of every sidecar
 * @param version of the injector, for the pod's status
 */
public record SidecarDefaults(
    SidecarImage image,
    List<String> rules,
    @Nullable String upstream,
    Resources resources,
    Traces traces,
    String version) {
  public SidecarDefaults {
    rules = List.copyOf(rules);
  }
}

package io.rehost.injector.fleet;

import io.rehost.injector.InjectedPod;
import io.rehost.rule.document.ParseResult.Parsed;
import io.rehost.rule.document.ParseResult.Rejected;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Hosts of rules that a pod doesn't capture: the aliases of a pod are fixed when it is made
 * (contract section 6). Pure.
 */
final class MissingHosts {
  private MissingHosts() {}

  /**
   * From a ConfigMap to those of its hosts that the pod captures only once it is made anew.
   *
   * @param revisions from the name of a ConfigMap to what it says
   */
  static Map<String, List<String>> of(InjectedPod pod, Function<String, RulesRevision> revisions) {
    Map<String, List<String>> missing = new TreeMap<>();
    if (!pod.captures()) {
      return missing;
    }
    for (String name : pod.rules()) {
      List<String> hosts =
          switch (revisions.apply(name).result()) {
            case Parsed(var document, var _) ->
                InjectedPod.hostsToCapture(document).stream()
                    .filter(host -> !pod.aliases().contains(host))
                    .toList();
            case Rejected _ -> List.of(); // not in force, so nothing is lost
          };
      if (!hosts.isEmpty()) {
        missing.put(name, hosts);
      }
    }
    return missing;
  }
}

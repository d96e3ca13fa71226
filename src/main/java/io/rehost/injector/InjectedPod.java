package io.rehost.injector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HostAlias;
import io.fabric8.kubernetes.api.model.Pod;
import io.rehost.rule.RulesDocument;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A pod that has the sidecar, as far as its rules are concerned. Immutable.
 *
 * @param ip null until the pod has one
 * @param phase such as {@code Running}
 * @param rules names of the ConfigMaps that the sidecar reads, in order of precedence
 * @param captures whether hosts of the rules are aliases for the pod's own loopback
 * @param aliases those that are, in lower case
 * @param variables settings of the sidecar, by their environment variables
 */
public record InjectedPod(
    String namespace,
    String name,
    @Nullable String ip,
    String phase,
    List<String> rules,
    boolean captures,
    Set<String> aliases,
    Map<String, String> variables) {
  /** The label, with value {@code true}, of pods that have the sidecar. */
  public static final String LABEL = Annotations.INJECTED_LABEL;

  /** Where the sidecar answers for health and metrics, at the pod's IP. */
  public static final int MANAGEMENT_PORT = SidecarSpec.MANAGEMENT_PORT;

  private static final ObjectMapper JSON = new ObjectMapper();

  public InjectedPod {
    rules = List.copyOf(rules);
    aliases = Set.copyOf(aliases);
    variables = Map.copyOf(variables);
  }

  /** Looks at a pod of the API server; empty if it has no sidecar, whatever its labels say. */
  public static Optional<InjectedPod> of(Pod pod) {
    return pod.getSpec().getInitContainers().stream()
        .filter(container -> container.getName().equals(SidecarSpec.CONTAINER))
        .findFirst()
        .map(sidecar -> of(pod, sidecar));
  }

  private static InjectedPod of(Pod pod, Container sidecar) {
    Map<String, String> variables =
        sidecar.getEnv().stream()
            .filter(variable -> variable.getValue() != null)
            .collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue, (a, b) -> b));
    return new InjectedPod(
        pod.getMetadata().getNamespace(),
        pod.getMetadata().getName(),
        pod.getStatus() == null ? null : pod.getStatus().getPodIP(),
        pod.getStatus() == null || pod.getStatus().getPhase() == null
            ? "Pending"
            : pod.getStatus().getPhase(),
        names(variables.getOrDefault(Variables.RULES_CONFIGMAPS, "")),
        captures(pod),
        aliases(pod),
        variables);
  }

  /** The names of hosts that such a pod would have aliases for if it were made now. */
  public static List<String> hostsToCapture(RulesDocument document) {
    return CapturedHosts.namesIn(document);
  }

  private static List<String> names(String commaSeparated) {
    return Stream.of(commaSeparated.split(",", -1))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .toList();
  }

  /** What was injected counts: annotations can be edited later, to no effect. */
  private static boolean captures(Pod pod) {
    Map<String, String> annotations =
        Objects.requireNonNullElse(pod.getMetadata().getAnnotations(), Map.of());
    try {
      String status = annotations.getOrDefault(Annotations.STATUS, "{}");
      return !JSON.readTree(status).path("capturePorts").isEmpty();
    } catch (JsonProcessingException e) {
      return "hosts".equals(annotations.get(Annotations.CAPTURE)); // someone has edited the status
    }
  }

  private static Set<String> aliases(Pod pod) {
    return pod.getSpec().getHostAliases().stream()
        .filter(alias -> alias.getIp().equals("127.0.0.1"))
        .map(HostAlias::getHostnames)
        .flatMap(List::stream)
        .collect(Collectors.toSet());
  }
}

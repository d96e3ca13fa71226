package io.rehost.injector;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HostAlias;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Sysctl;
import io.rehost.rule.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What in a pod stands in the way of a sidecar. */
final class PodCheck {
  static final String LOW_PORTS_SYSCTL = "net.ipv4.ip_unprivileged_port_start";

  private final PodSpec pod;
  private final List<Problem> problems = new ArrayList<>();

  private PodCheck(PodSpec pod) {
    this.pod = pod;
  }

  /**
   * All that speaks against it.
   *
   * @param ports that the sidecar will listen on
   * @param volumes that it will bring along
   * @param aliases that it needs
   */
  static List<Problem> problems(
      PodSpec pod, List<Integer> ports, List<String> volumes, List<String> aliases) {
    PodCheck check = new PodCheck(pod);
    check.network();
    check.containers("containers", pod.getContainers(), ports);
    check.containers("initContainers", pod.getInitContainers(), ports);
    check.volumes(volumes);
    check.aliases(aliases);
    return check.problems;
  }

  private void reject(String path, String found, String expected) {
    problems.add(new Problem("spec." + path, found, expected, 0, 0));
  }

  private void network() {
    if (Boolean.TRUE.equals(pod.getHostNetwork())) {
      reject(
          "hostNetwork",
          "true",
          "a network of the pod's own: the sidecar's ports would be the node's");
    }
    if (pod.getOs() != null && "windows".equals(pod.getOs().getName())) {
      reject("os.name", "windows", "linux");
    }
  }

  private void containers(String list, List<Container> containers, List<Integer> ports) {
    for (int i = 0; i < containers.size(); i++) {
      Container container = containers.get(i);
      String path = list + "[" + i + "]";
      if (SidecarSpec.CONTAINER.equals(container.getName())) {
        reject(path + ".name", SidecarSpec.CONTAINER, "a name that the sidecar does not take");
      }
      List<ContainerPort> declared = container.getPorts();
      for (int p = 0; p < declared.size(); p++) {
        Integer port = declared.get(p).getContainerPort();
        boolean tcp =
            declared.get(p).getProtocol() == null || "TCP".equals(declared.get(p).getProtocol());
        if (port != null && tcp && ports.contains(port)) {
          reject(
              "%s.ports[%d].containerPort".formatted(path, p),
              port.toString(),
              "a port that the sidecar does not take: it takes " + ports);
        }
      }
    }
  }

  private void volumes(List<String> taken) {
    for (int i = 0; i < pod.getVolumes().size(); i++) {
      String name = pod.getVolumes().get(i).getName();
      if (taken.contains(name)) {
        reject("volumes[" + i + "].name", name, "a name that the sidecar's volumes do not take");
      }
    }
  }

  private void aliases(List<String> wanted) {
    for (int i = 0; i < pod.getHostAliases().size(); i++) {
      HostAlias alias = pod.getHostAliases().get(i);
      for (String name : alias.getHostnames()) {
        if (wanted.contains(name) && !isLoopback(alias.getIp())) {
          reject(
              "hostAliases[%d].hostnames".formatted(i),
              name,
              "no alias for a host that " + Annotations.CAPTURE + " \"hosts\" captures");
        }
      }
    }
  }

  private static boolean isLoopback(String ip) {
    return Set.of("127.0.0.1", "::1").contains(ip);
  }

  /**
   * Whether the sysctl for low ports has to be added.
   *
   * @param problems takes what is wrong if the pod has set it in a way that keeps them closed
   */
  static boolean needsLowPorts(PodSpec pod, List<Integer> ports, List<Problem> problems) {
    int lowest = ports.stream().min(Integer::compare).orElse(1024);
    if (lowest >= 1024) {
      return false;
    }
    PodSecurityContext context = pod.getSecurityContext();
    List<Sysctl> sysctls = context == null ? List.of() : context.getSysctls();
    for (int i = 0; i < sysctls.size(); i++) {
      Sysctl sysctl = sysctls.get(i);
      if (LOW_PORTS_SYSCTL.equals(sysctl.getName())) {
        if (!opens(sysctl.getValue(), lowest)) {
          problems.add(
              new Problem(
                  "spec.securityContext.sysctls[%d].value".formatted(i),
                  sysctl.getValue(),
                  "at most %d, the lowest of %s".formatted(lowest, Annotations.CAPTURE_PORTS),
                  0,
                  0));
        }
        return false;
      }
    }
    return true;
  }

  private static boolean opens(String value, int lowest) {
    return value != null && value.matches("[0-9]{1,5}") && Integer.parseInt(value) <= lowest;
  }
}

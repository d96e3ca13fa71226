package io.rehost.chart;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The level {@code restricted} of the Pod Security Standards for Linux pods, with the controls of
 * {@code baseline} that it includes, as of Kubernetes 1.34. Pure.
 */
public final class PodSecurity {
  private static final Set<String> VOLUMES =
      Set.of(
          "configMap",
          "csi",
          "downwardAPI",
          "emptyDir",
          "ephemeral",
          "persistentVolumeClaim",
          "projected",
          "secret");

  private static final Set<String> SYSCTLS =
      Set.of(
          "kernel.shm_rmid_forced",
          "net.ipv4.ip_local_port_range",
          "net.ipv4.ip_unprivileged_port_start",
          "net.ipv4.tcp_syncookies",
          "net.ipv4.ping_group_range",
          "net.ipv4.ip_local_reserved_ports",
          "net.ipv4.tcp_keepalive_time",
          "net.ipv4.tcp_fin_timeout",
          "net.ipv4.tcp_keepalive_intvl",
          "net.ipv4.tcp_keepalive_probes");

  private static final List<String> HANDLERS =
      List.of(
          "/startupProbe/httpGet/host",
          "/readinessProbe/httpGet/host",
          "/livenessProbe/httpGet/host",
          "/lifecycle/postStart/httpGet/host",
          "/lifecycle/preStop/httpGet/host");

  private static final Set<String> SECCOMP = Set.of("RuntimeDefault", "Localhost");

  private final JsonNode pod;
  private final List<String> violations = new ArrayList<>();

  private PodSecurity(JsonNode pod) {
    this.pod = pod;
  }

  /**
   * What the admission plugin would refuse a pod for.
   *
   * @param pod its {@code spec}
   */
  public static List<String> violations(JsonNode pod) {
    PodSecurity check = new PodSecurity(pod);
    check.pod();
    Stream.of("initContainers", "containers", "ephemeralContainers")
        .flatMap(list -> Rendered.items(pod.path(list)).stream())
        .forEach(check::container);
    return List.copyOf(check.violations);
  }

  private void pod() {
    for (String shared : List.of("hostNetwork", "hostPID", "hostIPC")) {
      refuse(pod.path(shared).asBoolean(), shared);
    }
    for (JsonNode volume : Rendered.items(pod.path("volumes"))) {
      for (var field : volume.properties()) {
        refuse(
            !field.getKey().equals("name") && !VOLUMES.contains(field.getKey()),
            "volume " + volume.path("name").asText() + " is a " + field.getKey());
      }
    }
    for (JsonNode sysctl : Rendered.items(pod.at("/securityContext/sysctls"))) {
      String name = sysctl.path("name").asText();
      refuse(!SYSCTLS.contains(name), "sysctl " + name);
    }
    JsonNode profile = pod.at("/securityContext/seccompProfile/type");
    refuse(!profile.isMissingNode() && !SECCOMP.contains(profile.asText()), "seccompProfile");
    shared(pod.path("securityContext"), "pod");
  }

  private void container(JsonNode container) {
    String name = container.path("name").asText();
    JsonNode context = container.path("securityContext");
    shared(context, name);
    refuse(context.path("privileged").asBoolean(), name + " is privileged");
    refuse(
        !context.path("allowPrivilegeEscalation").asText().equals("false"),
        name + " does not say allowPrivilegeEscalation: false");
    refuse(
        !Rendered.items(context.at("/capabilities/drop")).stream()
            .map(JsonNode::asText)
            .toList()
            .contains("ALL"),
        name + " does not drop ALL capabilities");
    refuse(
        Rendered.items(context.at("/capabilities/add")).stream()
            .anyMatch(added -> !added.asText().equals("NET_BIND_SERVICE")),
        name + " adds capabilities");
    refuse(!effective(context, "runAsNonRoot").asText().equals("true"), name + " may run as root");
    refuse(
        !SECCOMP.contains(effective(context, "seccompProfile").path("type").asText()),
        name + " has no seccompProfile");
    String procMount = context.path("procMount").asText("Default");
    refuse(!procMount.equals("Default"), name + " has procMount " + procMount);
    for (JsonNode port : Rendered.items(container.path("ports"))) {
      refuse(port.path("hostPort").asInt() != 0, name + " has a hostPort");
    }
    for (String handler : HANDLERS) {
      refuse(!container.at(handler).asText().isEmpty(), name + " has " + handler);
    }
  }

  /** What is refused in the context of a pod as well as in that of a container. */
  private void shared(JsonNode context, String whose) {
    refuse(
        context.has("runAsUser") && context.path("runAsUser").asLong() == 0,
        whose + " has runAsUser: 0");
    refuse(context.at("/windowsOptions/hostProcess").asBoolean(), whose + " is a HostProcess");
    refuse(context.has("appArmorProfile") && isUnconfined(context), whose + " has no AppArmor");
    JsonNode selinux = context.path("seLinuxOptions");
    refuse(selinux.has("user") || selinux.has("role"), whose + " sets an SELinux user or role");
  }

  private static boolean isUnconfined(JsonNode context) {
    return !SECCOMP.contains(context.at("/appArmorProfile/type").asText());
  }

  /** A container's word, or else the pod's. */
  private JsonNode effective(JsonNode context, String field) {
    return context.has(field) ? context.path(field) : pod.path("securityContext").path(field);
  }

  private void refuse(boolean wrong, String violation) {
    if (wrong) {
      violations.add(violation);
    }
  }
}

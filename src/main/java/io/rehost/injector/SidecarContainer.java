package io.rehost.injector;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The sidecar as a container: native (an init container that is restarted always), so that Jobs
 * complete and it ends after the app. It has no preStop, which would run together with the app's.
 */
final class SidecarContainer {
  private SidecarContainer() {}

  static Container of(SidecarSpec sidecar, SidecarVolumes volumes) {
    return new ContainerBuilder()
        .withName(SidecarSpec.CONTAINER)
        .withImage(sidecar.image().reference())
        .withImagePullPolicy(sidecar.image().pullPolicy())
        .withArgs("proxy")
        .withRestartPolicy("Always")
        .withEnv(
            sidecar.environment().entrySet().stream()
                .map(variable -> new EnvVar(variable.getKey(), variable.getValue(), null))
                .toList())
        .addAllToEnv(sidecar.traces().environment())
        .addNewPort()
        .withName("rehost-mgmt")
        .withContainerPort(SidecarSpec.MANAGEMENT_PORT)
        .endPort()
        .withStartupProbe(probe("/health/started", 1, 60))
        .withReadinessProbe(probe("/health/ready", 2, 2))
        .withLivenessProbe(probe("/health/live", 10, 3))
        .withResources(sidecar.resources().requirements())
        .withSecurityContext(restricted(sidecar.image().user()))
        .withTerminationMessagePolicy("FallbackToLogsOnError")
        .withVolumeMounts(volumes.mounts())
        .build();
  }

  /** Of the pod's IP: the kubelet can't reach its loopback. */
  private static Probe probe(String path, int periodSeconds, int failures) {
    return new ProbeBuilder()
        .withNewHttpGet()
        .withPath(path)
        .withPort(new IntOrString(SidecarSpec.MANAGEMENT_PORT))
        .endHttpGet()
        .withPeriodSeconds(periodSeconds)
        .withFailureThreshold(failures)
        .build();
  }

  /** What PodSecurity {@code restricted} asks for, and a root that nobody writes to. */
  private static SecurityContext restricted(@Nullable Long user) {
    return new SecurityContextBuilder()
        .withAllowPrivilegeEscalation(false)
        .withPrivileged(false)
        .withReadOnlyRootFilesystem(true)
        .withRunAsNonRoot(true)
        .withRunAsUser(user)
        .withRunAsGroup(user)
        .withNewCapabilities()
        .withDrop("ALL")
        .endCapabilities()
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        .build();
  }
}

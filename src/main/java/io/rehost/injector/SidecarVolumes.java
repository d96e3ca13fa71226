package io.rehost.injector;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.ArrayList;
import java.util.List;

/**
 * The volumes that the sidecar brings along, and where it finds them: a token of its own, as the
 * pod may have been refused one; copies of its ConfigMaps for when the API server is away; Secrets;
 * and a place for the temporary files of a JVM, as its root is read-only.
 */
final class SidecarVolumes {
  /** Where Secrets are, each in a directory of its name. */
  static final String TLS = "/etc/rehost/tls";

  private static final String RULES = "/etc/rehost/rules";
  private static final String TOKEN = "/var/run/secrets/kubernetes.io/serviceaccount";
  private static final long TOKEN_SECONDS = 3607;

  private final List<Volume> volumes = new ArrayList<>();
  private final List<VolumeMount> mounts = new ArrayList<>();

  private SidecarVolumes() {}

  static SidecarVolumes of(SidecarSpec sidecar) {
    SidecarVolumes made = new SidecarVolumes();
    made.add(token(), TOKEN);
    for (int i = 0; i < sidecar.rules().size(); i++) {
      String name = sidecar.rules().get(i);
      made.add(rules("rehost-rules-" + i, name), RULES + "/" + name);
    }
    for (int i = 0; i < sidecar.tlsSecrets().size(); i++) {
      String name = sidecar.tlsSecrets().get(i);
      made.add(secret("rehost-tls-" + i, name), TLS + "/" + name);
    }
    made.volumes.add(
        new VolumeBuilder()
            .withName("rehost-tmp")
            .withNewEmptyDir()
            .withSizeLimit(Quantity.parse("32Mi"))
            .endEmptyDir()
            .build());
    made.mounts.add(new VolumeMountBuilder().withName("rehost-tmp").withMountPath("/tmp").build());
    return made;
  }

  private void add(Volume volume, String path) {
    volumes.add(volume);
    mounts.add(
        new VolumeMountBuilder()
            .withName(volume.getName())
            .withMountPath(path)
            .withReadOnly(true)
            .build());
  }

  /** What Kubernetes gives to a pod that doesn't refuse it. */
  private static Volume token() {
    return new VolumeBuilder()
        .withName("rehost-token")
        .withNewProjected()
        .addNewSource()
        .withNewServiceAccountToken()
        .withExpirationSeconds(TOKEN_SECONDS)
        .withPath("token")
        .endServiceAccountToken()
        .endSource()
        .addNewSource()
        .withNewConfigMap()
        .withName("kube-root-ca.crt")
        .addNewItem()
        .withKey("ca.crt")
        .withPath("ca.crt")
        .endItem()
        .endConfigMap()
        .endSource()
        .addNewSource()
        .withNewDownwardAPI()
        .addNewItem()
        .withPath("namespace")
        .withNewFieldRef()
        .withApiVersion("v1")
        .withFieldPath("metadata.namespace")
        .endFieldRef()
        .endItem()
        .endDownwardAPI()
        .endSource()
        .endProjected()
        .build();
  }

  /** A whole directory, never a subPath, which would not follow edits. */
  private static Volume rules(String volume, String configMap) {
    return new VolumeBuilder()
        .withName(volume)
        .withNewConfigMap()
        .withName(configMap)
        .withOptional(true)
        .endConfigMap()
        .build();
  }

  /** One that is missing fails the requests of its rules only. */
  private static Volume secret(String volume, String secret) {
    return new VolumeBuilder()
        .withName(volume)
        .withNewSecret()
        .withSecretName(secret)
        .withOptional(true)
        .endSecret()
        .build();
  }

  List<String> names() {
    return volumes.stream().map(Volume::getName).toList();
  }

  List<Volume> volumes() {
    return List.copyOf(volumes);
  }

  List<VolumeMount> mounts() {
    return List.copyOf(mounts);
  }
}

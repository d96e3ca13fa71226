package io.rehost.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The cluster that the user's {@code KUBECONFIG} names: its current context, which has to be an
 * administrator's.
 */
record NamedCluster(Path kubeconfig) {
  private static final String VARIABLE = "KUBECONFIG";

  /**
   * Null if none is named.
   *
   * @throws IllegalArgumentException if what is named is no file
   */
  static @Nullable NamedCluster find() {
    String named = System.getenv(VARIABLE);
    if (named == null || named.isBlank()) {
      return null;
    }
    if (!Files.isRegularFile(Path.of(named))) {
      throw new IllegalArgumentException(
          "%s: \"%s\" (expected: one kubeconfig file, or nothing)".formatted(VARIABLE, named));
    }
    return new NamedCluster(Path.of(named));
  }

  KubernetesClient admin() {
    Config config = new ConfigBuilder(config()).withRequestRetryBackoffLimit(0).build();
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  /**
   * @param directory for the CA's certificate, if the kubeconfig holds it
   */
  Access access(Path directory) throws IOException {
    Config config = config();
    String data = config.getCaCertData();
    if (data == null) {
      String file = config.getCaCertFile();
      return new Access(config.getMasterUrl(), file == null ? null : Path.of(file));
    }
    Path authority = directory.resolve("ca.crt");
    Files.write(authority, Base64.getMimeDecoder().decode(data));
    return new Access(config.getMasterUrl(), authority);
  }

  private Config config() {
    return Config.fromKubeconfig(kubeconfig.toFile());
  }
}

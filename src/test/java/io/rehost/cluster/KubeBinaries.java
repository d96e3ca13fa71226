package io.rehost.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubeapitest.KubeAPIServerConfig;
import io.fabric8.kubeapitest.KubeAPIServerConfigBuilder;
import io.fabric8.kubeapitest.KubeAPITestException;
import io.fabric8.kubeapitest.binary.BinaryManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * kube-apiserver and etcd as programs: from the directory that KUBEBUILDER_ASSETS names (the
 * variable of envtest), else as Fabric8's kube-api-test downloads them, else built from their Go
 * modules by tools/kube-assets. Both of the last keep them for the next time.
 */
record KubeBinaries(Path apiServer, Path etcd) {
  private static final String DIRECTORY = "KUBEBUILDER_ASSETS";
  private static final String VERSION = "1.34.1";
  private static final Path BUILD = Path.of("tools", "kube-assets").toAbsolutePath();

  /**
   * Finds or makes them.
   *
   * @throws IllegalStateException if there is no way, saying which were tried
   */
  static KubeBinaries find() throws IOException, InterruptedException {
    String directory = System.getenv(DIRECTORY);
    if (directory != null) {
      return in(Path.of(directory))
          .orElseThrow(
              () ->
                  new IllegalStateException(
                      "%s: \"%s\" (expected: a directory with kube-apiserver and etcd)"
                          .formatted(DIRECTORY, directory)));
    }
    List<String> tried = new ArrayList<>();
    KubeBinaries found = built("--cached", tried);
    found = found == null ? downloaded(tried) : found;
    found = found == null ? built("--build", tried) : found;
    if (found == null) {
      throw new IllegalStateException(
          "no API server (expected: KUBECONFIG, or kube-apiserver and etcd in "
              + DIRECTORY
              + ", or a way to download them, or Go): "
              + String.join("; ", tried));
    }
    return found;
  }

  private static Optional<KubeBinaries> in(Path directory) {
    KubeBinaries binaries =
        new KubeBinaries(directory.resolve("kube-apiserver"), directory.resolve("etcd"));
    boolean whole = Files.isExecutable(binaries.apiServer) && Files.isExecutable(binaries.etcd);
    return whole ? Optional.of(binaries) : Optional.empty();
  }

  private static @Nullable KubeBinaries downloaded(List<String> tried) {
    KubeAPIServerConfig config =
        KubeAPIServerConfigBuilder.anAPIServerConfig().withApiServerVersion(VERSION).build();
    try {
      BinaryManager manager = new BinaryManager(config);
      manager.initAndDownloadIfRequired();
      return new KubeBinaries(
          manager.binaries().getApiServer().toPath(), manager.binaries().getEtcd().toPath());
    } catch (KubeAPITestException cannot) {
      tried.add("download of " + VERSION + ": " + cannot.getMessage());
      return null;
    }
  }

  /** What tools/kube-assets prints, or null if it has or can build none. */
  private static @Nullable KubeBinaries built(String how, List<String> tried)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(BUILD.toString(), how)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String directory = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    if (process.waitFor() != 0) {
      tried.add(BUILD.getFileName() + " " + how + ": exit " + process.exitValue());
      return null;
    }
    return in(Path.of(directory)).orElse(null);
  }
}

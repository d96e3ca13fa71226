package io.rehost.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is in the image, and what isn't. */
class ContentsImageIT {
  private static final long MIB = 1 << 20;
  private static final Set<String> TOOLS =
      Set.of(
          "sh",
          "bash",
          "dash",
          "ash",
          "busybox",
          "env",
          "perl",
          "python3",
          "apt",
          "apt-get",
          "dpkg",
          "rpm",
          "dnf",
          "microdnf",
          "apk",
          "curl",
          "wget",
          "su",
          "sudo",
          "javac",
          "jshell",
          "jlink");

  @Test
  void thereIsNoShellNoPackageManagerAndNothingElseToRun() throws IOException {
    assertThat(UnpackedImage.files())
        .extracting(path -> path.getFileName().toString())
        .doesNotContainAnyElementsOf(TOOLS)
        .contains(
            "java", "quarkus-run.jar", "rehost.aot", "ca-certificates.crt", "rehost.cdx.json");
  }

  @Test
  void nothingCanBeWrittenToByOthersOrRunsAsSomeoneElse() throws IOException {
    for (Path path : UnpackedImage.files()) {
      if (!Files.isSymbolicLink(path)) {
        Set<PosixFilePermission> permissions =
            Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
        assertThat(permissions)
            .as(path.toString())
            .doesNotContain(PosixFilePermission.OTHERS_WRITE, PosixFilePermission.GROUP_WRITE);
        int mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        assertThat(mode & 06000)
            .as("%s %s", path, PosixFilePermissions.toString(permissions))
            .isZero();
      }
    }
  }

  @Test
  void itRunsTheProxyAsAUserWithoutPrivilegesUnlessToldOtherwise() throws IOException {
    JsonNode config = UnpackedImage.config();
    assertThat(config.path("User").asText()).isEqualTo("65532:65532");
    assertThat(config.path("Cmd").toString()).isEqualTo("[\"proxy\"]");
    assertThat(config.at("/Entrypoint/0").asText()).isEqualTo("/opt/java/bin/java");
    assertThat(config.path("StopSignal").asText()).isEqualTo("SIGTERM");
    assertThat(config.has("Healthcheck")).as("probes are the cluster's").isFalse();
    assertThat(config.path("ExposedPorts").fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("15080/tcp", "15081/tcp");
  }

  @Test
  void itsLabelsSayWhatItIs() throws IOException {
    JsonNode labels = UnpackedImage.config().path("Labels");
    for (String label :
        List.of("title", "description", "licenses", "version", "revision", "created")) {
      assertThat(labels.path("org.opencontainers.image." + label).asText()).as(label).isNotEmpty();
    }
    assertThat(labels.path("org.opencontainers.image.revision").asText()).hasSize(40);
  }

  /** Another directory, another file system, another form of packaging: the same bytes. */
  @Test
  void theJarOfTheImageIsTheOneThatIsBuiltBesideIt() throws IOException {
    assertThat(jar(UnpackedImage.ROOT.resolve("opt/rehost/app")))
        .hasSameBinaryContentAs(jar(Path.of("target", "quarkus-app", "app")));
  }

  /** 140 MB without the AOT cache, 220 MB with it. */
  @Test
  void itIsSmall() throws IOException {
    List<Path> files = UnpackedImage.files();
    long all = UnpackedImage.bytes(files);
    long cache = Files.size(UnpackedImage.ROOT.resolve("opt/rehost/rehost.aot"));
    System.out.printf(
        "image: %d MiB, of it AOT cache %d MiB, Java %d MiB, application %d MiB%n",
        all / MIB, cache / MIB, under(files, "opt/java") / MIB, under(files, "opt/rehost") / MIB);
    assertThat(all - cache).isLessThan(140_000_000);
    assertThat(all).isLessThan(220_000_000);
  }

  private static Path jar(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".jar")).findFirst().orElseThrow();
    }
  }

  private static long under(List<Path> files, String directory) throws IOException {
    Path parent = UnpackedImage.ROOT.resolve(directory);
    return UnpackedImage.bytes(files.stream().filter(path -> path.startsWith(parent)).toList());
  }
}

package io.rehost.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Where {@code .ci/image} leaves the image, and how it is run. */
final class UnpackedImage {
  static final Path ROOT = Path.of("target", "image", "root");

  /** What a container runtime makes, and mounts on. */
  private static final Set<String> MOUNTED = Set.of("proc", "dev", "sys", "tmp");

  private UnpackedImage() {}

  /** As OCI's image specification calls it: Entrypoint, Cmd, User, Labels and so on. */
  static JsonNode config() throws IOException {
    return new ObjectMapper()
        .readTree(Path.of("target", "image", "config.json").toFile())
        .path("config");
  }

  /** All files and directories of the image, without what is mounted on it. */
  static List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(ROOT)) {
      return all.filter(path -> !MOUNTED.contains(ROOT.relativize(path).getName(0).toString()))
          .toList();
    }
  }

  /** Of all regular files that the predicate takes. */
  static long bytes(List<Path> files) throws IOException {
    long bytes = 0;
    for (Path file : files) {
      if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        bytes += Files.size(file);
      }
    }
    return bytes;
  }

  /** Its entry point as process 1 and as its user, with a root that can't be written to. */
  static ProcessBuilder program(Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(List.of("tools/image/run", ROOT.toAbsolutePath().toString()));
    config().path("Entrypoint").forEach(word -> command.add(word.asText()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder
        .environment()
        .keySet()
        .removeIf(key -> key.startsWith("REHOST_") || key.contains("JAVA"));
    builder.environment().putAll(environment);
    return builder;
  }
}

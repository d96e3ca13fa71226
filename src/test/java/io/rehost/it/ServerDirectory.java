package io.rehost.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The temporary directory that holds all files of one origin server, and the loopback address set
 * aside for it. In a configuration, {@code @dir@} and {@code @port@} stand for the two.
 *
 * <p>The directory can be read by everybody, because a server started by root drops to an ordinary
 * user before it reads documents.
 */
record ServerDirectory(Path path, InetSocketAddress address) {
  private static final String READABLE_BY_ALL = "rwxr-xr-x";

  static ServerDirectory create(String server, Map<String, byte[]> documents) throws IOException {
    Path path = Files.createTempDirectory("rehost-" + server + "-");
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(READABLE_BY_ALL));
    Path root = Files.createDirectory(path.resolve("documents"));
    for (Map.Entry<String, byte[]> document : documents.entrySet()) {
      Files.write(root.resolve(document.getKey()), document.getValue());
    }
    return new ServerDirectory(path, freeAddress());
  }

  /** Writes a configuration file, its placeholders filled in. */
  Path configure(String name, String configuration) throws IOException {
    String filled =
        configuration
            .replace("@dir@", path.toString())
            .replace("@port@", Integer.toString(address.getPort()));
    return Files.writeString(path.resolve(name), filled);
  }

  /** The text of the named files, those that exist, each under its name. */
  String read(List<String> names) {
    StringBuilder text = new StringBuilder();
    for (String name : names) {
      Path file = path.resolve(name);
      if (Files.exists(file)) {
        text.append("--- ").append(name).append('\n').append(read(file));
      }
    }
    return text.toString();
  }

  void delete() {
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InetSocketAddress freeAddress() throws IOException {
    InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
    try (ServerSocket socket = new ServerSocket(0, 1, loopback)) {
      return new InetSocketAddress(loopback, socket.getLocalPort());
    }
  }
}

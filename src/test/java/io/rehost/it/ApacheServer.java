package io.rehost.it;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Debian's Apache httpd (package apache2-bin) as an origin server. */
final class ApacheServer {
  private static final String PROGRAM = "/usr/sbin/apache2";
  private static final String MODULES = "/usr/lib/apache2/modules";
  private static final List<String> LOADED =
      List.of("mpm_event", "authz_core", "mime", "headers", "rewrite", "proxy", "proxy_http");

  private static final String SERVER =
      """
      ServerRoot "@dir@"
      DefaultRuntimeDir "@dir@"
      PidFile "@dir@/apache.pid"
      ErrorLog "@dir@/error.log"
      LogLevel warn
      Listen 127.0.0.1:@port@
      ServerName localhost
      StartServers 1
      ThreadsPerChild 16
      MaxRequestWorkers 16
      TypesConfig /dev/null
      AddType image/png .png
      DocumentRoot "@dir@/documents"
      """;

  /** Apache refuses to serve as root: started by root, it serves as the user nobody. */
  private static final String AS_NOBODY = "User nobody\nGroup #65534\n";

  private ApacheServer() {}

  /**
   * Starts Apache and returns when it accepts connections.
   *
   * @param site directives of the site, {@code @port@} and {@code @dir@} filled in
   * @param documents the files of its document root, by name
   */
  static OriginServer start(String site, Map<String, byte[]> documents) throws IOException {
    ServerDirectory directory = ServerDirectory.create("apache", documents);
    Path configuration = directory.configure("apache.conf", loadModules() + SERVER + user() + site);
    List<String> command = List.of(PROGRAM, "-DFOREGROUND", "-f", configuration.toString());
    return ServerProcess.start(directory, command);
  }

  private static String loadModules() {
    return LOADED.stream()
        .map(name -> "LoadModule %s_module %s/mod_%s.so\n".formatted(name, MODULES, name))
        .collect(Collectors.joining());
  }

  private static String user() {
    return ServerUser.isRoot() ? AS_NOBODY : "";
  }
}

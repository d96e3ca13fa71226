package io.rehost.it;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Debian's nginx (package nginx) as an origin server. */
final class NginxServer {
  private static final String PROGRAM = "/usr/sbin/nginx";

  private static final String SERVER =
      """
      daemon off;
      worker_processes 1;
      pid "@dir@/nginx.pid";
      error_log "@dir@/error.log" warn;
      events { worker_connections 256; }
      http {
        access_log off;
        types { image/png png; }
        client_body_temp_path "@dir@/client_body";
        proxy_temp_path "@dir@/proxy";
        fastcgi_temp_path "@dir@/fastcgi";
        uwsgi_temp_path "@dir@/uwsgi";
        scgi_temp_path "@dir@/scgi";
        root "@dir@/documents";
      """;

  /** Only root may choose the workers' user; nobody else has a choice. */
  private static final String AS_NOBODY = "user nobody nogroup;\n";

  private NginxServer() {}

  /**
   * Starts nginx and returns when it accepts connections.
   *
   * @param sites its name-based sites, {@code @port@} and {@code @dir@} filled in
   * @param documents the files of its document root, by name
   */
  static OriginServer start(String sites, Map<String, byte[]> documents) throws IOException {
    ServerDirectory directory = ServerDirectory.create("nginx", documents);
    Path configuration = directory.configure("nginx.conf", user() + SERVER + sites + "}\n");
    Path errorLog = directory.path().resolve(ServerProcess.ERROR_LOG);
    return ServerProcess.start(
        directory,
        List.of(
            PROGRAM,
            // Before it has read the configuration nginx would write to the system's own log.
            "-e",
            errorLog.toString(),
            "-p",
            directory.path().toString(),
            "-c",
            configuration.toString()));
  }

  private static String user() {
    return ServerUser.isRoot() ? AS_NOBODY : "";
  }
}

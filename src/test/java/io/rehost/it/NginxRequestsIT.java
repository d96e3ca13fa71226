package io.rehost.it;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** How many requests nginx sees. */
class NginxRequestsIT extends OneRequestEach {
  private static final String SERVER =
      """
      log_format line '$request';
      server {
        listen 127.0.0.1:@port@;
        access_log @log@ line;
        location / { return 200 ok; }
      }
      """;

  @Override
  OriginServer start(Path accessLog) throws IOException {
    return NginxServer.start(SERVER.replace("@log@", accessLog.toString()), Map.of());
  }
}

package io.rehost.it;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** How many requests Apache httpd sees. */
class ApacheRequestsIT extends OneRequestEach {
  private static final String SITE =
      """
      LogFormat "%r" line
      <VirtualHost 127.0.0.1:@port@>
        CustomLog "@log@" line
      </VirtualHost>
      """;

  @Override
  OriginServer start(Path accessLog) throws IOException {
    return ApacheServer.start(SITE.replace("@log@", accessLog.toString()), Map.of());
  }
}

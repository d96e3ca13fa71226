package io.rehost.it;

import java.io.IOException;
import java.util.Map;

/** The scene with nginx, which chooses among servers by name. */
class NginxSceneIT extends HostDependentImage {
  private static final String SERVERS =
      """
      server {
        listen 127.0.0.1:@port@ default_server;
      }
      server {
        listen 127.0.0.1:@port@;
        server_name go.advent.2019.co.jp;
        location = /sample_image.png { rewrite ^ /sample_image2.png break; }
      }
      """;

  @Override
  OriginServer startOrigin(Map<String, byte[]> documents) throws IOException {
    return NginxServer.start(SERVERS, documents);
  }
}

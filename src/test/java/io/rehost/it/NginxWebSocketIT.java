package io.rehost.it;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;

/** WebSocket to a site of nginx. */
class NginxWebSocketIT extends WebSocketBySite {
  private static final String SERVERS =
      """
      server {
        listen 127.0.0.1:@port@ default_server;
        return 403;
      }
      server {
        listen 127.0.0.1:@port@;
        server_name ws.test;
        location / {
          proxy_pass http://127.0.0.1:@backend@;
          proxy_http_version 1.1;
          proxy_set_header Host $host;
          proxy_set_header Upgrade $http_upgrade;
          proxy_set_header Connection $http_connection;
        }
      }
      """;

  @Override
  OriginServer startOrigin(InetSocketAddress backend) throws IOException {
    return NginxServer.start(
        SERVERS.replace("@backend@", Integer.toString(backend.getPort())), Map.of());
  }
}

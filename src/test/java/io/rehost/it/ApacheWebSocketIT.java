package io.rehost.it;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;

/** WebSocket to a virtual host of Apache httpd. */
class ApacheWebSocketIT extends WebSocketBySite {
  private static final String SITES =
      """
      <VirtualHost 127.0.0.1:@port@>
        ServerName default.test
        <Location "/">
          Require all denied
        </Location>
      </VirtualHost>
      <VirtualHost 127.0.0.1:@port@>
        ServerName ws.test
        ProxyPreserveHost On
        ProxyPass "/" "http://127.0.0.1:@backend@/" upgrade=websocket
      </VirtualHost>
      """;

  @Override
  OriginServer startOrigin(InetSocketAddress backend) throws IOException {
    return ApacheServer.start(
        SITES.replace("@backend@", Integer.toString(backend.getPort())), Map.of());
  }
}

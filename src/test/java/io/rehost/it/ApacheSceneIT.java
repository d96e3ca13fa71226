package io.rehost.it;

import java.io.IOException;
import java.util.Map;

/** The scene with Apache httpd, whose mod_rewrite looks at the Host. */
class ApacheSceneIT extends HostDependentImage {
  private static final String SITE =
      """
      <VirtualHost 127.0.0.1:@port@>
        RewriteEngine on
        RewriteCond %{HTTP_HOST} ^go\\.advent\\.2019\\.co\\.jp$
        RewriteRule ^/sample_image.png http://localhost:@port@/sample_image2.png [QSA,P,L]
      </VirtualHost>
      """;

  @Override
  OriginServer startOrigin(Map<String, byte[]> documents) throws IOException {
    return ApacheServer.start(SITE, documents);
  }
}

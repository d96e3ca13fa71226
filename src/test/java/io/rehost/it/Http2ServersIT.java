package io.rehost.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.certificates.TestAuthority;
import io.rehost.proxy.ProxyServer;
import io.rehost.rule.ActiveRules;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** nginx and Apache httpd as origins that choose HTTP/2, or are known to speak it. */
class Http2ServersIT {
  private static final String NGINX =
      """
      server {
        listen 127.0.0.1:@port@ ssl http2;
        server_name b1.test b2.test;
        ssl_certificate "@certificates@/both.crt";
        ssl_certificate_key "@certificates@/both.key";
        location / {
          add_header X-Site "$host by $ssl_server_name over $server_protocol";
          return 200 ok;
        }
      }
      """;

  private static final String APACHE_TLS =
      """
      LoadModule socache_shmcb_module /usr/lib/apache2/modules/mod_socache_shmcb.so
      LoadModule ssl_module /usr/lib/apache2/modules/mod_ssl.so
      LoadModule http2_module /usr/lib/apache2/modules/mod_http2.so
      SSLStrictSNIVHostCheck on
      Protocols h2 http/1.1
      <VirtualHost 127.0.0.1:@port@>
        ServerName b1.test
        SSLEngine on
        SSLCertificateFile "@certificates@/b1.crt"
        SSLCertificateKeyFile "@certificates@/b1.key"
        Header set X-Site "expr=b1.test by %{SSL_TLS_SNI} over %{SERVER_PROTOCOL}"
      </VirtualHost>
      <VirtualHost 127.0.0.1:@port@>
        ServerName b2.test
        SSLEngine on
        SSLCertificateFile "@certificates@/b2.crt"
        SSLCertificateKeyFile "@certificates@/b2.key"
        Header set X-Site "expr=b2.test by %{SSL_TLS_SNI} over %{SERVER_PROTOCOL}"
      </VirtualHost>
      """;

  private static final String APACHE_PLAIN =
      """
      LoadModule http2_module /usr/lib/apache2/modules/mod_http2.so
      Protocols h2c http/1.1
      Header set X-Site "expr=%{HTTP_HOST} by nobody over %{SERVER_PROTOCOL}"
      """;

  private static final String TLS_RULES =
      """
      upstream: https://127.0.0.1:@port@
      tls: {caFile: @ca@}
      unmatched: reject
      rules:
      - {name: one, match: {hosts: [one.test]}, host: b1.test}
      - {name: two, match: {hosts: [two.test]}, host: b2.test, protocol: h2}
      - {name: old, match: {hosts: [old.test]}, host: b1.test, protocol: http1}
      """;

  private static final String PLAIN_RULES =
      """
      upstream: http://127.0.0.1:@port@
      unmatched: reject
      rules:
      - {name: one, match: {hosts: [one.test]}, host: b1.test}
      - {name: two, match: {hosts: [two.test]}, host: b2.test, protocol: h2c}
      """;

  private static final Map<String, byte[]> PAGE = Map.of("page", "hello".getBytes(UTF_8));

  private final Path certificates;
  private final TestAuthority authority = new TestAuthority();

  Http2ServersIT(@TempDir Path certificates) {
    this.certificates = certificates;
  }

  @Test
  @DisplayName("auto (ALPN on https) | http1 | h2, to nginx")
  void nginxSeesTheOverrideOverHttp2() throws IOException {
    issue("both", "b1.test", "b2.test");
    String server = NGINX.replace("@certificates@", certificates.toString());
    try (OriginServer nginx = NginxServer.start(server, PAGE);
        ProxyServer proxy = DataPlane.start(rules(TLS_RULES, nginx))) {
      assertSitesOverTls(proxy, nginx);
    }
  }

  @Test
  @DisplayName("the same to two hosts of an Apache that is strict about SNI and Host")
  void apacheSeesTheOverrideOverHttp2() throws IOException {
    issue("b1", "b1.test");
    issue("b2", "b2.test");
    String sites = APACHE_TLS.replace("@certificates@", certificates.toString());
    try (OriginServer apache = ApacheServer.start(sites, PAGE);
        ProxyServer proxy = DataPlane.start(rules(TLS_RULES, apache))) {
      assertSitesOverTls(proxy, apache);
    }
  }

  private static void assertSitesOverTls(ProxyServer proxy, OriginServer origin)
      throws IOException {
    for (int i = 0; i < 3; i++) {
      assertThat(site(proxy, "one.test"))
          .as(origin.log())
          .isEqualTo("b1.test by b1.test over HTTP/2.0");
      assertThat(site(proxy, "two.test"))
          .as(origin.log())
          .isEqualTo("b2.test by b2.test over HTTP/2.0");
      assertThat(site(proxy, "old.test"))
          .as(origin.log())
          .isEqualTo("b1.test by b1.test over HTTP/1.1");
    }
  }

  @Test
  @DisplayName("auto (HTTP/1.1 on http) | h2c, to Apache")
  void apacheSeesTheOverrideWithPriorKnowledge() throws IOException {
    try (OriginServer apache = ApacheServer.start(APACHE_PLAIN, PAGE);
        ProxyServer proxy = DataPlane.start(rules(PLAIN_RULES, apache))) {
      assertThat(site(proxy, "one.test"))
          .as(apache.log())
          .isEqualTo("b1.test by nobody over HTTP/1.1");
      assertThat(site(proxy, "two.test"))
          .as(apache.log())
          .isEqualTo("b2.test by nobody over HTTP/2.0");
    }
  }

  private void issue(String file, String... names) throws IOException {
    TestAuthority.Issued issued = authority.issue(names);
    issued.certificateFile(certificates.resolve(file + ".crt"));
    issued.keyFile(certificates.resolve(file + ".key"));
  }

  private ActiveRules rules(String document, OriginServer origin) throws IOException {
    Path caFile = authority.caFile(certificates.resolve("ca.crt"));
    return SiteRules.ofFile(
            document
                .replace("@port@", Integer.toString(origin.address().getPort()))
                .replace("@ca@", caFile.toString()))
        .active();
  }

  /** Which site answered, by which name in SNI, over which protocol. */
  private static String site(ProxyServer proxy, String host) throws IOException {
    try (RawHttp http = RawHttp.connect(proxy.addresses().getFirst())) {
      return http.get("/page", host)
          .head()
          .lines()
          .filter(line -> line.regionMatches(true, 0, "X-Site: ", 0, 8))
          .map(line -> line.substring(8))
          .findFirst()
          .orElse("none");
    }
  }
}

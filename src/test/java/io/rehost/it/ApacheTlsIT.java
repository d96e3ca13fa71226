package io.rehost.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.certificates.TestAuthority;
import io.rehost.proxy.ProxyServer;
import io.rehost.rule.ActiveRules;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Apache httpd with two TLS virtual hosts at one address, each with a certificate of its own, and
 * as strict as it can be: no request without SNI, 421 if SNI and Host are of different hosts.
 */
class ApacheTlsIT {
  private static final String SITES =
      """
      LoadModule socache_shmcb_module /usr/lib/apache2/modules/mod_socache_shmcb.so
      LoadModule ssl_module /usr/lib/apache2/modules/mod_ssl.so
      SSLStrictSNIVHostCheck on
      <VirtualHost 127.0.0.1:@port@>
        ServerName b1.test
        SSLEngine on
        SSLCertificateFile "@certificates@/b1.crt"
        SSLCertificateKeyFile "@certificates@/b1.key"
        Header set X-Site "b1 by %{SSL_TLS_SNI}s"
      </VirtualHost>
      <VirtualHost 127.0.0.1:@port@>
        ServerName b2.test
        SSLEngine on
        SSLCertificateFile "@certificates@/b2.crt"
        SSLCertificateKeyFile "@certificates@/b2.key"
        Header set X-Site "b2 by %{SSL_TLS_SNI}s"
      </VirtualHost>
      """;

  private static final String RULES =
      """
      upstream: https://127.0.0.1:@port@
      tls: {caFile: @ca@}
      unmatched: reject
      rules:
      - {name: one, match: {hosts: [one.test]}, host: b1.test}
      - {name: two, match: {hosts: [two.test]}, host: b2.test}
      - name: split
        match: {hosts: [split.test]}
        host: b2.test
        tls: {serverName: b1.test}
      - name: misnamed
        match: {hosts: [misnamed.test]}
        host: b1.test
        tls: {verifyName: b2.test}
      """;

  private final Path certificates;
  private final TestAuthority authority = new TestAuthority();

  ApacheTlsIT(@TempDir Path certificates) {
    this.certificates = certificates;
  }

  @Test
  void eachHostIsServedBySniAndHostOfItsOwn() throws IOException {
    try (OriginServer apache = start();
        ProxyServer proxy = DataPlane.start(rules(apache))) {
      for (int i = 0; i < 3; i++) {
        assertThat(site(proxy, "one.test")).as(apache.log()).isEqualTo("b1 by b1.test");
        assertThat(site(proxy, "two.test")).as(apache.log()).isEqualTo("b2 by b2.test");
      }
    }
  }

  @Test
  void apacheRefusesSniAndHostOfDifferentSites() throws IOException {
    try (OriginServer apache = start();
        ProxyServer proxy = DataPlane.start(rules(apache))) {
      assertThat(get(proxy, "split.test").status()).as(apache.log()).isEqualTo(421);
    }
  }

  @Test
  void aCertificateOfTheOtherSiteIsNotBelieved() throws IOException {
    try (OriginServer apache = start();
        ProxyServer proxy = DataPlane.start(rules(apache))) {
      RawHttp.Response response = get(proxy, "misnamed.test");

      assertThat(response.status()).isEqualTo(502);
      assertThat(response.head()).contains("error=tls_certificate_error");
    }
  }

  private OriginServer start() throws IOException {
    for (String site : List.of("b1", "b2")) {
      TestAuthority.Issued issued = authority.issue(site + ".test");
      issued.certificateFile(certificates.resolve(site + ".crt"));
      issued.keyFile(certificates.resolve(site + ".key"));
    }
    return ApacheServer.start(
        SITES.replace("@certificates@", certificates.toString()),
        Map.of("page", "hello".getBytes(UTF_8)));
  }

  private ActiveRules rules(OriginServer apache) throws IOException {
    Path caFile = authority.caFile(certificates.resolve("ca.crt"));
    return SiteRules.ofFile(
            RULES
                .replace("@port@", Integer.toString(apache.address().getPort()))
                .replace("@ca@", caFile.toString()))
        .active();
  }

  /** Which site answered, and by which name in SNI. */
  private static String site(ProxyServer proxy, String host) throws IOException {
    return get(proxy, host)
        .head()
        .lines()
        .filter(line -> line.startsWith("X-Site: "))
        .map(line -> line.substring("X-Site: ".length()))
        .findFirst()
        .orElse("none");
  }

  private static RawHttp.Response get(ProxyServer proxy, String host) throws IOException {
    try (RawHttp http = RawHttp.connect(proxy.addresses().getFirst())) {
      return http.get("/page", host);
    }
  }
}

package io.rehost.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.certificates.TestAuthority;
import io.rehost.cli.RunningProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code rehost explain --probe} before an Apache httpd with name-based virtual hosts. */
class ApacheProbeIT {
  private static final Map<String, byte[]> PAGE = Map.of("page", "a page\n".getBytes(UTF_8));
  private static final Map<String, String> PATIENCE = Map.of("REHOST_TIMEOUT_CONNECT", "30s");

  private static final String SITES =
      """
      <VirtualHost 127.0.0.1:@port@>
        ServerName default.test
        RewriteEngine on
        RewriteRule ^/page$ - [R=404,L]
      </VirtualHost>
      <VirtualHost 127.0.0.1:@port@>
        ServerName b1.test
      </VirtualHost>
      <VirtualHost 127.0.0.1:@port@>
        ServerName b2.test
        RewriteEngine on
        RewriteRule ^/page$ http://%{HTTP_HOST}/other [R=302,L]
      </VirtualHost>
      """;

  private static final String SITES_TLS =
      """
      LoadModule socache_shmcb_module /usr/lib/apache2/modules/mod_socache_shmcb.so
      LoadModule ssl_module /usr/lib/apache2/modules/mod_ssl.so
      LoadModule http2_module /usr/lib/apache2/modules/mod_http2.so
      SSLStrictSNIVHostCheck off
      Protocols h2 http/1.1
      <VirtualHost 127.0.0.1:@port@>
        ServerName b1.test
        SSLEngine on
        SSLCertificateFile "@certificates@/b1.crt"
        SSLCertificateKeyFile "@certificates@/b1.key"
      </VirtualHost>
      <VirtualHost 127.0.0.1:@port@>
        ServerName b2.test
        SSLEngine on
        SSLProtocol TLSv1.3
        SSLCertificateFile "@certificates@/b2.crt"
        SSLCertificateKeyFile "@certificates@/b2.key"
      </VirtualHost>
      """;

  private static final String RULES =
      """
      upstream: http://127.0.0.1:@port@
      unmatched: reject
      rules:
      - {name: one, match: {hosts: [one.test]}, host: b1.test}
      - {name: two, match: {hosts: [two.test]}, host: b2.test}
      - {name: mistyped, match: {hosts: [mistyped.test]}, host: b3.test}
      """;

  private static final String RULES_TLS =
      """
      upstream: https://127.0.0.1:@port@
      tls: {caFile: @ca@}
      unmatched: reject
      rules:
      - {name: h2, match: {hosts: [h2.test]}, host: b2.test, protocol: h2}
      - name: split
        match: {hosts: [split.test]}
        host: b2.test
        tls: {serverName: b1.test}
      """;

  private final Path directory;

  ApacheProbeIT(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void aSiteOfItsOwnIsToldFromTheDefaultOne() throws Exception {
    try (OriginServer apache = ApacheServer.start(SITES, PAGE)) {
      Path rules = rules(RULES, apache);
      assertThat(probe(rules, "http://one.test/page"))
          .as(apache.log())
          .contains("  b1.test: 200", "invalid: 404", "the answers differ")
          .doesNotContain("warning:");
      assertThat(probe(rules, "http://two.test/page"))
          .contains("  b2.test: 302", "invalid: 404")
          .doesNotContain("warning:");
    }
  }

  @Test
  void aHostThatNoSiteHasIsWarnedOf() throws Exception {
    try (OriginServer apache = ApacheServer.start(SITES, PAGE)) {
      assertThat(probe(rules(RULES, apache), "http://mistyped.test/page"))
          .as(apache.log())
          .contains("  b3.test: 404", "invalid: 404")
          .contains(
              "warning: the origin answers the same for any host:"
                  + " you are looking at its default virtual host");
    }
  }

  @Test
  void overHttp2TheCertificateOfTheHostIsSeen() throws Exception {
    try (OriginServer apache = startTls()) {
      assertThat(probe(rules(RULES_TLS, apache), "https://h2.test/page"))
          .as(apache.log())
          .contains("  b2.test: 200", "invalid: 421", "its certificate is for: b2.test")
          .doesNotContain("warning:");
    }
  }

  @Test
  void theMisdirectedRequestIsForetoldAndSeen() throws Exception {
    try (OriginServer apache = startTls()) {
      assertThat(probe(rules(RULES_TLS, apache), "https://split.test/page"))
          .as(apache.log())
          .contains("  b2.test: 421")
          .contains("warning: 421: the origin refuses b2.test on this connection")
          .contains("warning: the server name is b1.test, the Host is b2.test: expect 421")
          .contains("warning: the certificate is for b1.test, not for b2.test: expect 421");
    }
  }

  private OriginServer startTls() throws IOException {
    TestAuthority authority = new TestAuthority();
    for (String site : new String[] {"b1", "b2"}) {
      TestAuthority.Issued issued = authority.issue(site + ".test");
      issued.certificateFile(directory.resolve(site + ".crt"));
      issued.keyFile(directory.resolve(site + ".key"));
    }
    authority.caFile(directory.resolve("ca.crt"));
    return ApacheServer.start(SITES_TLS.replace("@certificates@", directory.toString()), PAGE);
  }

  private Path rules(String document, OriginServer apache) throws IOException {
    return Files.writeString(
        directory.resolve("rules.yaml"),
        document
            .replace("@port@", Integer.toString(apache.address().getPort()))
            .replace("@ca@", directory.resolve("ca.crt").toString()));
  }

  private static String probe(Path rules, String url) throws Exception {
    try (RunningProgram explain =
        RunningProgram.start(PATIENCE, "explain", "--probe", "-f", rules.toString(), url)) {
      return String.join("\n", explain.linesToTheEnd());
    }
  }
}

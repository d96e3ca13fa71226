package io.rehost.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rehost.certificates.TestAuthority;
import io.rehost.proxy.RawClient.Response;
import io.rehost.rule.Rule;
import io.rehost.rule.TlsSettings;
import io.rehost.rule.Unmatched;
import io.rehost.rule.Upstream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contract 3, {@code tls}: the server name and the certificate's name follow the override. */
class TlsUpstreamIT {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n";

  private final TestAuthority authority = new TestAuthority();
  private final Path dir;
  private Path caFile = Path.of("");

  TlsUpstreamIT(@TempDir Path dir) {
    this.dir = dir;
  }

  @BeforeEach
  void writeCa() throws IOException {
    caFile = authority.caFile(dir.resolve("ca.pem"));
  }

  @Test
  void serverNameIsTheHostWithoutPort() throws Exception {
    try (RawOrigin origin = TlsOrigin.tellingServerName(authority.issue("b1.test"));
        TestProxy proxy = proxy(rule("b1.test:8443", origin, tls(null, null)))) {
      Response response = proxy.exchange(GET);

      assertThat(response.content()).isEqualTo("b1.test");
      assertThat(origin.next().field("Host")).isEqualTo("b1.test:8443");
    }
  }

  @Test
  void serverNameMayDifferFromTheHost() throws Exception {
    try (RawOrigin origin = TlsOrigin.tellingServerName(authority.issue("front.test"));
        TestProxy proxy = proxy(rule("b1.test", origin, tls("front.test", null)))) {
      Response response = proxy.exchange(GET);

      assertThat(response.content()).isEqualTo("front.test");
      assertThat(origin.next().field("Host")).isEqualTo("b1.test");
    }
  }

  @Test
  void anIpLiteralIsVerifiedButNoServerName() throws Exception {
    try (RawOrigin origin = TlsOrigin.tellingServerName(authority.issue("10.0.0.13"));
        TestProxy proxy = proxy(rule("10.0.0.13", origin, tls(null, null)))) {
      Response response = proxy.exchange(GET);

      assertThat(response.status()).isEqualTo(200);
      assertThat(response.content()).isEmpty();
    }
  }

  @Test
  void verifyNameIsTheNameThatTheCertificateMustBear() throws Exception {
    try (RawOrigin origin = TlsOrigin.tellingServerName(authority.issue("cert.test"));
        TestProxy proxy = proxy(rule("b1.test", origin, tls("sni.test", "cert.test")))) {
      assertThat(proxy.exchange(GET).content()).isEqualTo("sni.test");
    }
  }

  @Test
  void aCertificateForTheServerNameAloneIsNotBelieved() throws Exception {
    try (RawOrigin origin = TlsOrigin.tellingServerName(authority.issue("sni.test"));
        TestProxy proxy = proxy(rule("b1.test", origin, tls("sni.test", "cert.test")))) {
      assertFailure(proxy.exchange(GET), 502, "tls_certificate_error");
    }
  }

  @Test
  void aCertificateOfAnotherAuthorityIsNotBelieved() throws Exception {
    try (RawOrigin origin = TlsOrigin.tellingServerName(new TestAuthority().issue("b1.test"));
        TestProxy proxy = proxy(rule("b1.test", origin, tls(null, null)))) {
      assertFailure(proxy.exchange(GET), 502, "tls_certificate_error");
      assertThat(origin.isQuiet()).as("nothing is sent to who is not believed").isTrue();
    }
  }

  @Test
  void withoutCaFileTheSystemsAuthoritiesCount() throws Exception {
    TlsSettings tls = new TlsSettings(null, null, null, null, null, null);
    try (RawOrigin origin = TlsOrigin.tellingServerName(authority.issue("b1.test"));
        TestProxy proxy = proxy(rule("b1.test", origin, tls))) {
      assertFailure(proxy.exchange(GET), 502, "tls_certificate_error");
    }
  }

  @Test
  void insecureSkipVerifyBelievesAnyone() throws Exception {
    TlsSettings tls = new TlsSettings(null, null, null, null, null, true);
    try (RawOrigin origin = TlsOrigin.tellingServerName(new TestAuthority().issue("c.test"));
        TestProxy proxy = proxy(rule("b1.test", origin, tls))) {
      assertThat(proxy.exchange(GET).content()).isEqualTo("b1.test");
    }
  }

  @Test
  void twoNamesAtOneAddressNeverShareAConnection() throws Exception {
    try (RawOrigin origin = TlsOrigin.tellingServerName(authority.issue("b1.test", "b2.test"));
        TestProxy proxy =
            proxy(
                TlsOrigin.rule("one.test", "b1.test", origin.upstream(), tls(null, null)),
                TlsOrigin.rule("two.test", "b2.test", origin.upstream(), tls(null, null)));
        RawClient client = proxy.client()) {
      for (int i = 0; i < 3; i++) {
        assertThat(client.send(GET.replace("a.test", "one.test")).read().content())
            .isEqualTo("b1.test");
        assertThat(client.send(GET.replace("a.test", "two.test")).read().content())
            .isEqualTo("b2.test");
      }
      assertThat(origin.connections()).isEqualTo(2);
    }
  }

  @Test
  void anOriginThatWantsACertificateGetsIt() throws Exception {
    TestAuthority clients = new TestAuthority();
    TestAuthority.Issued own = clients.issue("rehost");
    TlsSettings tls =
        new TlsSettings(
            null,
            null,
            caFile,
            own.certificateFile(dir.resolve("tls.crt")),
            own.pkcs1KeyFile(dir.resolve("tls.key")),
            null);
    try (RawOrigin origin = wantingCertificate(clients);
        TestProxy proxy = proxy(rule("b1.test", origin, tls))) {
      assertThat(proxy.exchange(GET).content()).isEqualTo("welcome");
    }
  }

  @Test
  void anOriginThatWantsACertificateRefusesByAlert() throws Exception {
    try (RawOrigin origin = wantingCertificate(new TestAuthority());
        TestProxy proxy = proxy(rule("b1.test", origin, tls(null, null)))) {
      assertFailure(proxy.exchange(GET), 502, "tls_alert_received");
    }
  }

  @Test
  void aMissingFileFailsItsRuleOnly() throws Exception {
    TlsSettings missing = new TlsSettings(null, null, dir.resolve("none.pem"), null, null, null);
    try (RawOrigin origin = TlsOrigin.tellingServerName(authority.issue("b1.test"));
        TestProxy proxy =
            proxy(
                TlsOrigin.rule("a.test", "b1.test", origin.upstream(), missing),
                TlsOrigin.rule("b.test", "b1.test", origin.upstream(), tls(null, null)))) {
      Response failed = proxy.exchange(GET);

      assertFailure(failed, 503, "proxy_configuration_error");
      assertThat(failed.content()).doesNotContain(dir.toString());
      assertThat(proxy.exchange(GET.replace("a.test", "b.test")).status()).isEqualTo(200);
    }
  }

  @Test
  void aChangedFileIsReadAgainAndTheLastGoodOneServesMeanwhile() throws Exception {
    TestAuthority next = new TestAuthority();
    try (RawOrigin old = TlsOrigin.tellingServerName(authority.issue("b1.test"));
        RawOrigin anew = TlsOrigin.tellingServerName(next.issue("b1.test"));
        TestProxy proxy =
            proxy(
                TlsOrigin.rule("old.test", "b1.test", old.upstream(), tls(null, null)),
                TlsOrigin.rule("new.test", "b1.test", anew.upstream(), tls(null, null)))) {
      String toOld = GET.replace("a.test", "old.test");
      String toNew = GET.replace("a.test", "new.test");
      assertThat(proxy.exchange(toOld).status()).isEqualTo(200);
      assertThat(proxy.exchange(toNew).status()).isEqualTo(502);

      Path written = next.caFile(dir.resolve("next.pem"));
      Files.move(written, caFile, StandardCopyOption.REPLACE_EXISTING);
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> proxy.exchange(toNew).status() == 200);

      Files.writeString(caFile, "not PEM");
      assertThat(proxy.exchange(toNew).status()).isEqualTo(200);
    }
  }

  @Test
  void anOriginThatSaysNothingTimesOutAndGetsNothingInTheClear() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        TestProxy proxy = proxy(TlsOrigin.rule("", "b1.test", https(silent), tls(null, null)))) {
      assertFailure(proxy.exchange(GET), 504, "connection_timeout");

      try (Socket heard = silent.accept()) {
        byte[] bytes = heard.getInputStream().readAllBytes();
        assertThat(bytes).startsWith(0x16); // a TLS handshake
        assertThat(new String(bytes, ISO_8859_1)).doesNotContain("HTTP/1.1");
      }
    }
  }

  @Test
  void anOriginWithoutTlsIsAProtocolError() throws Exception {
    try (ServerSocket plain = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        TestProxy proxy = proxy(TlsOrigin.rule("", "b1.test", https(plain), tls(null, null)))) {
      TlsOrigin.answerWithoutTls(plain, "HTTP/1.1 400 Bad Request\r\n\r\n");

      assertFailure(proxy.exchange(GET), 502, "tls_protocol_error");
    }
  }

  @Test
  void contentThatEndsWithoutCloseNotifyIsNotTakenForWhole() throws Exception {
    try (ServerSocket origin = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        TestProxy proxy = proxy(TlsOrigin.rule("", "b1.test", https(origin), tls(null, null)));
        RawClient client = proxy.client()) {
      TlsOrigin.cutOff(origin, authority.issue("b1.test"), "HTTP/1.1 200 OK\r\n\r\nhalf of it");
      client.send(GET);

      assertThatThrownBy(client::readToEnd).hasMessageContaining("reset");
    }
  }

  @Test
  void theHandshakeIsNoPartOfTheResponsesTime() throws Exception {
    var timeouts = new Rule.Timeouts(Duration.ofSeconds(30), Duration.ofSeconds(2));
    try (ServerSocket origin = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        TestProxy proxy =
            proxy(TlsOrigin.rule("", "b1.test", https(origin), tls(null, null), timeouts))) {
      TlsOrigin.slowToShakeHands(origin, authority.issue("b1.test"), Duration.ofMillis(2500));
      assertThat(proxy.exchange(GET).content()).isEqualTo("at last");
    }
  }

  @Test
  void largeContentGoesBothWays() throws Exception {
    String content = "0123456789abcdef".repeat(64 * 1024);
    try (RawOrigin origin =
            new RawOrigin(
                (request, out, socket) -> out.write(TlsOrigin.ok(request.content())),
                TlsOrigin.listen(authority.issue("b1.test"), authority, false));
        TestProxy proxy = proxy(rule("b1.test", origin, tls(null, null)))) {
      Response response =
          proxy.exchange(
              "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: "
                  + content.length()
                  + "\r\n\r\n"
                  + content);

      assertThat(response.content()).isEqualTo(content);
    }
  }

  private RawOrigin wantingCertificate(TestAuthority clients) throws Exception {
    return new RawOrigin(
        (request, out, socket) -> out.write(TlsOrigin.ok("welcome")),
        TlsOrigin.listen(authority.issue("b1.test"), clients, true));
  }

  private static Upstream https(ServerSocket origin) {
    return new Upstream(Upstream.Scheme.HTTPS, "127.0.0.1", origin.getLocalPort());
  }

  private TlsSettings tls(@Nullable String serverName, @Nullable String verifyName) {
    return new TlsSettings(serverName, verifyName, caFile, null, null, null);
  }

  private static Rule rule(String host, RawOrigin origin, TlsSettings tls) {
    return TlsOrigin.rule("", host, origin.upstream(), tls);
  }

  private static TestProxy proxy(Rule... rules) throws IOException {
    TestProxy proxy = new TestProxy(it -> it, ExchangeListener.NONE);
    Upstream nobody = new Upstream(Upstream.Scheme.HTTP, "127.0.0.1", 1);
    proxy.use(TestProxy.document(nobody, Unmatched.REJECT, rules));
    return proxy;
  }

  private static void assertFailure(Response response, int status, String error) {
    assertThat(response.status()).as(response.head()).isEqualTo(status);
    assertThat(response.field("Proxy-Status")).contains("error=" + error);
  }
}

package io.rehost.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rehost.certificates.TestAuthority;
import io.rehost.proxy.RawClient.Response;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contract 2, {@code REHOST_LISTEN_TLS}: clients over TLS, the certificate reloaded on change. */
class TlsListenerIT {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n";

  private final TestAuthority authority = new TestAuthority();
  private final Path certificate;
  private final Path key;

  TlsListenerIT(@TempDir Path dir) {
    certificate = dir.resolve("tls.crt");
    key = dir.resolve("tls.key");
  }

  @BeforeEach
  void writeFiles() throws IOException {
    write(authority.issue("a.test"));
  }

  @Test
  void clientsAreServedOverTlsBesideThoseWithout() throws Exception {
    try (RawOrigin origin = RawOrigin.ok("hello");
        TestProxy proxy = proxy(origin);
        RawClient secure = client(proxy)) {
      assertThat(secure.send(GET).read().content()).isEqualTo("hello");
      assertThat(secure.send(GET).read().content()).as("kept alive").isEqualTo("hello");
      assertThat(proxy.exchange(GET).content()).isEqualTo("hello");
      assertThat(origin.next().field("Host")).isEqualTo("b.test");
    }
  }

  @Test
  void redirectsComeBackUnderTheSchemeThatTheClientUsed() throws Exception {
    try (RawOrigin origin =
            RawOrigin.answering(
                "HTTP/1.1 302 Found\r\nLocation: http://b.test/next\r\nContent-Length: 0\r\n\r\n");
        TestProxy proxy = proxy(origin);
        RawClient secure = client(proxy)) {
      Response overTls = secure.send(GET).read();

      assertThat(overTls.field("Location")).isEqualTo("https://a.test/next");
      assertThat(proxy.exchange(GET).field("Location")).isEqualTo("http://a.test/next");
    }
  }

  @Test
  void theOriginIsToldTheClientsScheme() throws Exception {
    Forwarding forwarding = new Forwarding(Forwarding.Fields.X_FORWARDED, false, List.of());
    try (RawOrigin origin = RawOrigin.ok("");
        TestProxy proxy = proxy(origin, ChangedSettings.forwarding(forwarding));
        RawClient secure = client(proxy)) {
      secure.send(GET).read();

      RawOrigin.Received received = origin.next();
      assertThat(received.field("X-Forwarded-Proto")).isEqualTo("https");
      assertThat(received.field("X-Forwarded-Port")).isEqualTo("443");
    }
  }

  @Test
  void aConnectionThatEndsInOrderEndsWithCloseNotify() throws Exception {
    try (RawOrigin origin = RawOrigin.ok("hello");
        TestProxy proxy = proxy(origin);
        RawClient secure = client(proxy)) {
      String all =
          secure.send(GET.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")).readToEnd();

      assertThat(all).endsWith("\r\n\r\nhello");
    }
  }

  @Test
  void aResponseThatIsCutOffEndsWithoutCloseNotify() throws Exception {
    try (RawOrigin origin =
            new RawOrigin(
                (request, out, socket) -> {
                  out.write(
                      "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf".getBytes(ISO_8859_1));
                  out.flush();
                  socket.close();
                });
        TestProxy proxy = proxy(origin);
        RawClient secure = client(proxy)) {
      secure.send(GET);

      assertThatThrownBy(secure::readToEnd).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aNewCertificateServesNewConnectionsAndHalfOfOneDoesNot() throws Exception {
    try (RawOrigin origin = RawOrigin.ok("hello");
        TestProxy proxy = proxy(origin);
        RawClient before = client(proxy)) {
      BigInteger first = serial(proxy);
      TestAuthority.Issued next = authority.issue("a.test", "c.test");

      next.certificateFile(certificate);
      assertThat(before.send(GET).read().status()).isEqualTo(200);
      Awaitility.await()
          .during(Duration.ofMillis(1500))
          .atMost(Duration.ofSeconds(30))
          .until(() -> serial(proxy).equals(first)); // the key does not fit yet

      next.keyFile(key);
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> serial(proxy).equals(next.chain().getFirst().getSerialNumber()));
      assertThat(before.send(GET).read().status()).as("connections stay").isEqualTo(200);
    }
  }

  @Test
  void aFileThatCannotBeUsedStopsTheStart() throws Exception {
    Files.writeString(key, "not a key");
    try (RawOrigin origin = RawOrigin.ok("")) {
      assertThatThrownBy(() -> proxy(origin).close())
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(key + ": something else (expected: an unencrypted private key");
    }
  }

  @Test
  void aCertificateAndTheKeyOfAnotherStopTheStart() throws Exception {
    authority.issue("a.test").keyFile(key);
    try (RawOrigin origin = RawOrigin.ok("")) {
      assertThatThrownBy(() -> proxy(origin).close())
          .isInstanceOf(IOException.class)
          .hasMessage(
              key + ": the key of another certificate (expected: the key of " + certificate + ")");
    }
  }

  @Test
  void whoSpeaksNoTlsIsTurnedAwayAndNobodyElse() throws Exception {
    try (RawOrigin origin = RawOrigin.ok("hello");
        TestProxy proxy = proxy(origin);
        RawClient plain = new RawClient(tlsAddress(proxy));
        RawClient secure = client(proxy)) {
      plain.send(GET);

      assertThat(plain.readToEnd()).doesNotContain("HTTP/1.1 200");
      assertThat(secure.send(GET).read().content()).isEqualTo("hello");
    }
  }

  @Test
  void largeContentGoesBothWays() throws Exception {
    String content = "0123456789abcdef".repeat(64 * 1024);
    try (RawOrigin origin =
            new RawOrigin((request, out, socket) -> out.write(TlsOrigin.ok(request.content())));
        TestProxy proxy = proxy(origin);
        RawClient secure = client(proxy)) {
      secure.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + content.length() + "\r\n\r\n");

      assertThat(secure.send(content).read().content()).isEqualTo(content);
    }
  }

  private void write(TestAuthority.Issued issued) throws IOException {
    issued.certificateFile(certificate);
    issued.keyFile(key);
  }

  private TestProxy proxy(RawOrigin origin) throws IOException {
    return proxy(origin, UnaryOperator.identity());
  }

  private TestProxy proxy(RawOrigin origin, UnaryOperator<ProxySettings> others)
      throws IOException {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    ProxySettings.Tls tls = new ProxySettings.Tls(List.of(any), certificate, key);
    return TestProxy.overriding(
        origin.upstream(), "b.test", it -> ChangedSettings.tls(tls).apply(others.apply(it)));
  }

  private static InetSocketAddress tlsAddress(TestProxy proxy) {
    return proxy.server.addresses().getLast();
  }

  private RawClient client(TestProxy proxy) throws Exception {
    return new RawClient(connect(proxy));
  }

  private BigInteger serial(TestProxy proxy) throws Exception {
    try (SSLSocket socket = connect(proxy)) {
      X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      return Objects.requireNonNull(shown.getSerialNumber());
    }
  }

  /** A context for each: a session that is resumed shows the certificate of the first one. */
  private SSLSocket connect(TestProxy proxy) throws Exception {
    InetSocketAddress address = tlsAddress(proxy);
    SSLSocket socket =
        (SSLSocket)
            authority
                .clientContext()
                .getSocketFactory()
                .createSocket(address.getAddress(), address.getPort());
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }
}

package io.rehost.upstream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rehost.certificates.TestAuthority;
import io.rehost.rule.TlsIdentity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A look at the certificate of an origin, over real sockets. */
@Timeout(120)
class OriginCertificateTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private final TestAuthority authority = new TestAuthority();
  private final Path caFile;

  OriginCertificateTest(@TempDir Path directory) throws IOException {
    caFile = authority.caFile(directory.resolve("ca.crt"));
  }

  @Test
  void itsNamesAreTold() throws Exception {
    try (SSLServerSocket origin = origin(authority.issue("a.test", "*.b.test", "10.0.0.12"))) {
      OriginCertificate seen = OriginCertificate.look(address(origin), identity("a.test"), HOUR);

      assertThat(seen.names()).containsExactly("a.test", "*.b.test", "10.0.0.12");
      assertThat(seen.refusal()).isNull();
      assertThat(seen.bears("x.b.test")).isTrue();
      assertThat(seen.bears("10.0.0.12")).isTrue();
      assertThat(seen.bears("b.test")).isFalse();
    }
  }

  @Test
  void oneThatIsNotBelievedIsSeenAllTheSame() throws Exception {
    try (SSLServerSocket origin = origin(new TestAuthority().issue("a.test"))) {
      OriginCertificate seen = OriginCertificate.look(address(origin), identity("a.test"), HOUR);

      assertThat(seen.names()).containsExactly("a.test");
      assertThat(seen.refusal()).contains("unable to find valid certification path");
    }
  }

  @Test
  void anEarlyEndIsToldAtOnce() throws Exception {
    try (ServerSocket origin = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> hangUp(origin));

      assertThatThrownBy(() -> OriginCertificate.look(address(origin), identity("a.test"), HOUR))
          .isInstanceOf(IOException.class)
          .hasMessageNotContaining("no TLS handshake in");
    }
  }

  @Test
  void anOriginThatSaysNothingIsGivenUp() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(
              () ->
                  OriginCertificate.look(
                      address(silent), identity("a.test"), Duration.ofMillis(300)))
          .isInstanceOf(IOException.class)
          .hasMessage("no TLS handshake in 300 ms");
    }
  }

  private SSLServerSocket origin(TestAuthority.Issued shown) throws Exception {
    SSLServerSocket origin =
        (SSLServerSocket)
            shown
                .context(new TestAuthority())
                .getServerSocketFactory()
                .createServerSocket(0, 1, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(() -> shakeHands(origin));
    return origin;
  }

  private static void shakeHands(SSLServerSocket origin) {
    try (SSLSocket socket = (SSLSocket) origin.accept()) {
      socket.startHandshake();
    } catch (IOException e) {
      throw new AssertionError(e); // on this thread only: the look has what it came for
    }
  }

  private static void hangUp(ServerSocket origin) {
    try (Socket socket = origin.accept()) {
      socket.getOutputStream().write("HTTP/1.0 400 no TLS here\r\n\r\n".getBytes(US_ASCII));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static InetSocketAddress address(ServerSocket origin) {
    return (InetSocketAddress) origin.getLocalSocketAddress();
  }

  private TlsIdentity identity(String name) {
    return new TlsIdentity(name, name, caFile, null, null, false);
  }
}

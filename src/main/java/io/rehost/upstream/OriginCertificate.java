package io.rehost.upstream;

import io.rehost.rule.TlsIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The certificate that an origin shows to those who ask for a server name, and whether a request
 * would believe it. No request is sent to get it.
 *
 * @param leaf the origin's own, without its issuers
 * @param refusal why the trust anchors and the name of the identity do not accept it, whether or
 *     not the identity asks; null if they do
 */
public record OriginCertificate(X509Certificate leaf, @Nullable String refusal) {
  /**
   * Shakes hands and hangs up. Blocks for at most {@code patience} to connect and as long again for
   * the handshake; not for event loops. Nothing of the origin's is believed, so that it can be
   * looked at; one that hangs up later, as for want of a client certificate, has shown what is to
   * be seen.
   *
   * @throws IOException if there is no certificate to see in that time, or the file of trust
   *     anchors can't be read
   */
  public static OriginCertificate look(
      InetSocketAddress address, TlsIdentity identity, Duration patience) throws IOException {
    CertificateOnlooker onlooker =
        new CertificateOnlooker(
            new OriginTrust(
                TrustAnchors.in(TrustAnchors.file(identity.caFile())), identity.verifyName()));
    try (Socket plain = new Socket()) {
      plain.connect(address, Math.toIntExact(patience.toMillis()));
      handshake(plain, identity, onlooker, patience);
    } catch (IOException e) {
      OriginCertificate seen = onlooker.seen();
      if (seen == null) {
        throw e;
      }
      return seen;
    }
    OriginCertificate seen = onlooker.seen();
    if (seen == null) {
      throw new IOException("a handshake without a certificate");
    }
    return seen;
  }

  /** An origin that dribbles can't make it longer: the socket is closed when the time is over. */
  private static void handshake(
      Socket plain, TlsIdentity identity, CertificateOnlooker onlooker, Duration patience)
      throws IOException {
    ScheduledExecutorService clock =
        Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
    AtomicBoolean late = new AtomicBoolean(); // known before the handshake fails by it
    var unused =
        clock.schedule(
            () -> {
              late.set(true);
              close(plain);
            },
            patience.toMillis(),
            TimeUnit.MILLISECONDS);
    try {
      secured(plain, identity, onlooker).startHandshake();
    } catch (IOException e) {
      throw late.get()
          ? new IOException("no TLS handshake in " + patience.toMillis() + " ms", e)
          : e;
    } finally {
      clock.shutdownNow();
    }
  }

  private static SSLSocket secured(Socket plain, TlsIdentity identity, CertificateOnlooker onlooker)
      throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {onlooker}, null);
      SSLSocket secured =
          (SSLSocket)
              context.getSocketFactory().createSocket(plain, identity.serverName(), -1, true);
      SSLParameters parameters = secured.getSSLParameters();
      parameters.setServerNames(TlsHandshake.serverNames(identity));
      secured.setSSLParameters(parameters);
      return secured;
    } catch (GeneralSecurityException e) {
      throw new IOException("no TLS of this JDK: " + e.getMessage(), e);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // the handshake fails by it
    }
  }

  /** Its subject alternative names, host names and addresses, as written. */
  public List<String> names() {
    try {
      return CertificateName.of(leaf);
    } catch (CertificateParsingException e) {
      return List.of("(unreadable: " + e.getMessage() + ")");
    }
  }

  /** Whether it bears a host name or an IP literal without brackets (RFC 9525). */
  public boolean bears(String host) {
    try {
      return CertificateName.isBorneBy(leaf, host);
    } catch (CertificateParsingException e) {
      return false; // names() says so
    }
  }
}

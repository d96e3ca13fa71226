package io.rehost.proxy;

import io.rehost.certificates.TestAuthority;
import io.rehost.rule.Rule;
import io.rehost.rule.TlsSettings;
import io.rehost.rule.Upstream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** TLS on both sides of a proxy, for a client and an origin that a test plays. */
final class TunnelTls {
  private final String version;
  private final Path dir;
  private final TestAuthority authority = new TestAuthority();
  private final Path caFile;
  private final SSLSocketFactory clients;
  private final SSLSocketFactory servers;

  /**
   * TLS of one version.
   *
   * @param version {@code TLSv1.3} or {@code TLSv1.2}
   * @param dir for the files that the proxy reads
   */
  TunnelTls(String version, Path dir) throws GeneralSecurityException, IOException {
    this.version = version;
    this.dir = dir;
    this.caFile = authority.caFile(dir.resolve("ca.pem"));
    this.clients = authority.clientContext().getSocketFactory();
    this.servers = authority.issue("b.test").context(authority).getSocketFactory();
  }

  /** A listener with TLS, which comes last. */
  UnaryOperator<ProxySettings> listener() throws IOException {
    TestAuthority.Issued shown = authority.issue("a.test");
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return ChangedSettings.tls(
        new ProxySettings.Tls(
            List.of(any),
            shown.certificateFile(dir.resolve("tls.crt")),
            shown.keyFile(dir.resolve("tls.key"))));
  }

  /** A rule that overrides Host with {@code b.test} and believes the origin's certificate. */
  Rule rule(Upstream origin) {
    TlsSettings tls = new TlsSettings(null, null, caFile, null, null, null);
    return TlsOrigin.rule("", "b.test", origin, tls);
  }

  SSLSocket client(Socket wire) throws IOException {
    SSLSocket socket = (SSLSocket) clients.createSocket(wire, "a.test", wire.getPort(), true);
    socket.setEnabledProtocols(new String[] {version});
    socket.startHandshake();
    return socket;
  }

  SSLSocket server(Socket wire) throws IOException {
    SSLSocket socket = (SSLSocket) servers.createSocket(wire, "client", 0, true);
    socket.setUseClientMode(false);
    socket.setEnabledProtocols(new String[] {version});
    return socket;
  }
}

package io.rehost.injector.certificates;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Sees which certificate a TLS server shows. Nothing is sent, so nothing has to be trusted: the
 * caller compares the certificate, and the handshake proves that the other side has its key.
 *
 * @param name sent as SNI, as API servers do
 * @param timeout of the connect, and of each wait in the handshake
 */
record LeafProbe(String name, Duration timeout) {

  /** Empty if there is no TLS server, or it doesn't answer in time. */
  Optional<X509Certificate> leaf(InetSocketAddress address) {
    int limit = Math.toIntExact(timeout.toMillis());
    try (Socket plain = new Socket()) {
      plain.connect(address, limit);
      plain.setSoTimeout(limit);
      try (SSLSocket socket =
          (SSLSocket)
              context().getSocketFactory().createSocket(plain, name, address.getPort(), true)) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(name)));
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return Optional.of((X509Certificate) socket.getSession().getPeerCertificates()[0]);
      }
    } catch (IOException e) {
      return Optional.empty(); // a replica that starts, ends, or is out of reach
    }
  }

  private static SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new Unquestioned()}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has no TLS", e);
    }
  }

  /** The certificate is what is asked for: it is compared afterwards. */
  private static final class Unquestioned extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}

package io.rehost.injector.certificates;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * A TLS handshake as an API server makes it: trusts exactly a caBundle, verifies SERVICE.NS.svc.
 */
record ApiServerCall(String bundle) {

  X509Certificate call(String address, int port) throws IOException, GeneralSecurityException {
    String name = Scene.NAMES.verified();
    try (Socket plain = new Socket()) {
      plain.connect(new InetSocketAddress(address, port), 10_000);
      plain.setSoTimeout(10_000);
      try (SSLSocket socket =
          (SSLSocket) context().getSocketFactory().createSocket(plain, name, port, true)) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return (X509Certificate) socket.getSession().getPeerCertificates()[0];
      }
    }
  }

  private SSLContext context() throws IOException, GeneralSecurityException {
    KeyStore anchors = KeyStore.getInstance("PKCS12");
    anchors.load(null, null);
    List<X509Certificate> authorities = Pem.certificates(bundle);
    for (int i = 0; i < authorities.size(); i++) {
      anchors.setCertificateEntry("ca" + i, authorities.get(i));
    }
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(anchors);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}

package io.rehost.upstream;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Believes an origin whose certificate leads to a trust anchor and bears the name asked for. The
 * name is compared here as the JDK would also take the one in SNI, which may be another.
 */
final class OriginTrust extends X509ExtendedTrustManager {
  private final X509ExtendedTrustManager anchors;
  private final String verifyName;

  OriginTrust(X509ExtendedTrustManager anchors, String verifyName) {
    this.anchors = anchors;
    this.verifyName = verifyName;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    anchors.checkServerTrusted(chain, authType, engine);
    checkName(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    anchors.checkServerTrusted(chain, authType, socket);
    checkName(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    anchors.checkServerTrusted(chain, authType);
    checkName(chain);
  }

  private void checkName(X509Certificate[] chain) throws CertificateException {
    if (!CertificateName.isBorneBy(chain[0], verifyName)) {
      throw new CertificateException("the certificate does not bear the name " + verifyName);
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    throw notForClients();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw notForClients();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw notForClients();
  }

  private static CertificateException notForClients() {
    return new CertificateException("for origins only");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return anchors.getAcceptedIssuers();
  }
}

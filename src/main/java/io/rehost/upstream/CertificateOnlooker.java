package io.rehost.upstream;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Lets every certificate of an origin pass, and keeps what a request would have said of it. */
final class CertificateOnlooker extends X509ExtendedTrustManager {
  private final OriginTrust trust;
  private @Nullable X509Certificate leaf;
  private @Nullable String refusal;

  CertificateOnlooker(OriginTrust trust) {
    this.trust = trust;
  }

  /** What was shown; null if nothing was. */
  @Nullable OriginCertificate seen() {
    return leaf == null ? null : new OriginCertificate(leaf, refusal);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType) {
    try {
      trust.checkServerTrusted(chain, authType);
    } catch (CertificateException e) {
      refusal = String.valueOf(e.getMessage());
    }
    leaf = chain[0];
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
    checkServerTrusted(chain, authType);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
    checkServerTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    trust.checkClientTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    trust.checkClientTrusted(chain, authType, socket);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    trust.checkClientTrusted(chain, authType, engine);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return trust.getAcceptedIssuers();
  }
}

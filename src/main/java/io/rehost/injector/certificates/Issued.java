package io.rehost.injector.certificates;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;

/**
 * A leaf with its key, and the CA that signed it.
 *
 * @param certificate the leaf
 * @param key the leaf's
 * @param authority the CA's certificate; its key is gone
 */
record Issued(X509Certificate certificate, PrivateKey key, X509Certificate authority) {

  /** When it ends to be valid. */
  Instant expires() {
    return ends(certificate);
  }

  @SuppressWarnings("JavaUtilDate") // the type of X509Certificate
  static Instant ends(X509Certificate certificate) {
    return certificate.getNotAfter().toInstant();
  }

  @SuppressWarnings("JavaUtilDate") // the type of X509Certificate
  static boolean validAt(X509Certificate certificate, Instant now) {
    return !now.isBefore(certificate.getNotBefore().toInstant()) && !now.isAfter(ends(certificate));
  }

  /** For logs: without the key. */
  @Override
  public String toString() {
    return "serial=" + certificate.getSerialNumber().toString(16) + " expires=" + expires();
  }
}

package io.rehost.injector.certificates;

import java.io.Serial;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads certificates and keys from text, and judges whether an API server would take them. Pure.
 *
 * @param names that a leaf has to bear
 * @param now when it has to be valid
 */
record LeafReader(ServiceNames names, Instant now) {

  /** Why something can't be served: {@code key: "found" (expected: …)}. */
  static final class Unfit extends Exception {
    @Serial private static final long serialVersionUID = 1;

    Unfit(String key, String found, String expected, @Nullable Throwable cause) {
      super(key + ": \"" + found + "\" (expected: " + expected + ")", cause);
    }
  }

  List<X509Certificate> authorities(String text) throws Unfit {
    return certificates(SecretForm.AUTHORITIES, text);
  }

  /**
   * @param key of the certificate in the Secret, for what is said
   * @param authorities one of which has to have signed it
   */
  Issued pair(String key, String text, String keyText, List<X509Certificate> authorities)
      throws Unfit {
    X509Certificate leaf = certificates(key, text).getFirst();
    if (!Issued.validAt(leaf, now)) {
      throw new Unfit(key, "expires " + Issued.ends(leaf), "valid at " + now, null);
    }
    List<String> borne = namesOf(leaf);
    if (!borne.containsAll(names.all())) {
      throw new Unfit(key, String.join(", ", borne), String.join(", ", names.all()), null);
    }
    PrivateKey own = own(leaf, keyText, key);
    for (X509Certificate authority : authorities) {
      if (Issued.validAt(authority, now) && signed(leaf, authority)) {
        return new Issued(leaf, own, authority);
      }
    }
    String issuer = leaf.getIssuerX500Principal().getName();
    throw new Unfit(key, "issued by " + issuer, "issued by a CA in ca.crt", null);
  }

  private static List<X509Certificate> certificates(String key, String text) throws Unfit {
    try {
      List<X509Certificate> read = Pem.certificates(text);
      if (read.isEmpty()) {
        throw new Unfit(key, "", "certificates in PEM", null);
      }
      return read;
    } catch (CertificateException e) {
      throw new Unfit(key, "unreadable", "certificates in PEM", e);
    }
  }

  private static PrivateKey own(X509Certificate leaf, String text, String key) throws Unfit {
    String keyName = key.replace(".crt", ".key");
    try {
      PrivateKey own = Pem.key(text);
      if (!belong(leaf, own)) {
        throw new Unfit(keyName, "another one's", "the key of " + key, null);
      }
      return own;
    } catch (GeneralSecurityException e) {
      throw new Unfit(keyName, "unreadable", "an EC key in PEM, PKCS #8", e);
    }
  }

  /** What the key signs, the certificate verifies. */
  private static boolean belong(X509Certificate leaf, PrivateKey key)
      throws GeneralSecurityException {
    if (!leaf.getPublicKey().getAlgorithm().equals(key.getAlgorithm())) {
      return false;
    }
    byte[] text = {1, 2, 3};
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(key);
    signature.update(text);
    byte[] signed = signature.sign();
    signature.initVerify(leaf.getPublicKey());
    signature.update(text);
    return signature.verify(signed);
  }

  private static boolean signed(X509Certificate leaf, X509Certificate authority) {
    if (!leaf.getIssuerX500Principal().equals(authority.getSubjectX500Principal())
        || authority.getBasicConstraints() < 0) {
      return false;
    }
    try {
      leaf.verify(authority.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static List<String> namesOf(X509Certificate leaf) throws Unfit {
    try {
      Collection<List<?>> names =
          Objects.requireNonNullElse(leaf.getSubjectAlternativeNames(), List.of());
      return names.stream()
          .filter(name -> Objects.equals(name.getFirst(), 2)) // dNSName, RFC 5280 4.2.1.6
          .map(name -> String.valueOf(name.getLast()))
          .collect(Collectors.toList());
    } catch (CertificateException e) {
      throw new Unfit(SecretForm.CERTIFICATE, "unreadable names", "a certificate", e);
    }
  }
}

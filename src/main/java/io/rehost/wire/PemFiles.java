package io.rehost.wire;

import io.smallrye.certs.pem.parsers.PKCS1Parser;
import io.smallrye.certs.pem.parsers.PKCS8Parser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Certificates and keys in PEM (RFC 7468). Problems name the file and the expected form, never its
 * content.
 */
public final class PemFiles {
  private static final String CERTIFICATES = "certificates in PEM";
  private static final String KEY =
      "an unencrypted private key in PEM, PKCS #8 or (RSA) PKCS #1; others convert by"
          + " openssl pkcs8 -topk8 -nocrypt";

  private PemFiles() {}

  /**
   * The certificates of a file, in its order; at least one.
   *
   * @throws IOException with a message for people
   */
  public static List<X509Certificate> certificates(Path file) throws IOException {
    byte[] bytes = read(file, CERTIFICATES);
    try {
      List<X509Certificate> certificates =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(bytes))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (certificates.isEmpty()) {
        throw problem(file, "none", CERTIFICATES, null);
      }
      return certificates;
    } catch (CertificateException e) {
      throw problem(file, "something else", CERTIFICATES, e);
    }
  }

  /**
   * The private key of a file.
   *
   * @throws IOException with a message for people
   */
  public static PrivateKey privateKey(Path file) throws IOException {
    String text = new String(read(file, KEY), StandardCharsets.ISO_8859_1);
    PrivateKey key = null;
    try {
      key = text.contains("-BEGIN RSA ") ? pkcs1(text) : pkcs8(text);
    } catch (RuntimeException e) {
      throw problem(file, "something else", KEY, e);
    }
    if (key == null) {
      throw problem(file, "something else", KEY, null);
    }
    return key;
  }

  /**
   * A certificate with its chain, and its key.
   *
   * @param chain the certificate itself first
   */
  public record Pair(List<X509Certificate> chain, PrivateKey key) {}

  /**
   * A chain and the key of its first certificate.
   *
   * @throws IOException with a message for people, also if the two don't belong together
   */
  public static Pair pair(Path certificate, Path key) throws IOException {
    Pair pair = new Pair(certificates(certificate), privateKey(key));
    if (!belongTogether(pair.chain.getFirst(), pair.key)) {
      throw problem(key, "the key of another certificate", "the key of " + certificate, null);
    }
    return pair;
  }

  private static boolean belongTogether(X509Certificate certificate, PrivateKey key) {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm(); // EdDSA signs under its own name
        };
    byte[] text = {1, 2, 3};
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(text);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update(text);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static @Nullable PrivateKey pkcs1(String text) {
    return new PKCS1Parser().getKey(text, null);
  }

  private static @Nullable PrivateKey pkcs8(String text) {
    return new PKCS8Parser().getKey(text, null);
  }

  private static byte[] read(Path file, String expected) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw problem(file, "no such file", expected, e);
    } catch (AccessDeniedException e) {
      throw problem(file, "permission denied", expected, e);
    } catch (IOException e) {
      throw problem(file, Objects.requireNonNullElse(e.getMessage(), "unreadable"), expected, e);
    }
  }

  private static IOException problem(
      Path file, String found, String expected, @Nullable Throwable cause) {
    return new IOException(file + ": " + found + " (expected: " + expected + ")", cause);
  }
}

package io.rehost.certificates;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority of its own, with what it issues. */
@SuppressWarnings("JavaUtilDate") // Bouncy Castle asks for it
public final class TestAuthority {
  private static final AtomicLong SERIAL = new AtomicLong(System.nanoTime());
  private static final char[] NO_PASSWORD = {};

  private final KeyPair keys = keyPair();
  private final X500Name name = new X500Name("CN=test authority " + SERIAL.incrementAndGet());
  private final X509Certificate certificate = sign(name, keys, true);

  /**
   * A certificate and its key.
   *
   * @param chain the certificate and the one of its authority
   */
  public record Issued(List<X509Certificate> chain, PrivateKey key) {
    /** The chain in PEM. */
    public Path certificateFile(Path file) throws IOException {
      return Files.writeString(file, pem(chain.toArray()));
    }

    /** The key in PEM, PKCS #8. */
    public Path keyFile(Path file) throws IOException {
      return Files.writeString(file, pem(new JcaPKCS8Generator(key, null)));
    }

    /** The key in PEM, PKCS #1. */
    public Path pkcs1KeyFile(Path file) throws IOException {
      return Files.writeString(file, pem(key));
    }

    /** TLS that shows this certificate and believes those of {@code clients}. */
    public SSLContext context(TestAuthority clients) throws GeneralSecurityException, IOException {
      KeyStore own = KeyStore.getInstance("PKCS12");
      own.load(null, null);
      own.setKeyEntry("own", key, NO_PASSWORD, chain.toArray(X509Certificate[]::new));
      KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
      managers.init(own, NO_PASSWORD);
      KeyStore anchors = KeyStore.getInstance("PKCS12");
      anchors.load(null, null);
      anchors.setCertificateEntry("anchor", clients.certificate);
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(anchors);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    }
  }

  /** TLS of a client that believes certificates of this authority. */
  public SSLContext clientContext() throws GeneralSecurityException, IOException {
    return issue("client").context(this);
  }

  /** A certificate that bears these host names or IP literals. */
  public Issued issue(String... names) {
    KeyPair own = keyPair();
    X509Certificate leaf = sign(new X500Name("CN=for a test"), own, false, names);
    return new Issued(List.of(leaf, certificate), own.getPrivate());
  }

  /** A certificate with a common name and no other. */
  public Issued issueForCommonName(String common) {
    KeyPair own = keyPair();
    X509Certificate leaf = sign(new X500Name("CN=" + common), own, false);
    return new Issued(List.of(leaf, certificate), own.getPrivate());
  }

  /** The authority's own certificate in PEM. */
  public Path caFile(Path file) throws IOException {
    return Files.writeString(file, pem(certificate));
  }

  private X509Certificate sign(X500Name subject, KeyPair own, boolean authority, String... names) {
    try {
      Instant now = Instant.now();
      var builder =
          new JcaX509v3CertificateBuilder(
              name,
              BigInteger.valueOf(SERIAL.incrementAndGet()),
              Date.from(now.minus(1, ChronoUnit.HOURS)),
              Date.from(now.plus(1, ChronoUnit.DAYS)),
              subject,
              own.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
      if (names.length > 0) {
        builder.addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(
                Stream.of(names).map(TestAuthority::generalName).toArray(GeneralName[]::new)));
      }
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(new JcaContentSignerBuilder("SHA256withRSA").build(keys.getPrivate())));
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new AssertionError(e);
    }
  }

  private static GeneralName generalName(String name) {
    boolean literal = name.matches("[0-9.]+|.*:.*");
    return new GeneralName(literal ? GeneralName.iPAddress : GeneralName.dNSName, name);
  }

  private static KeyPair keyPair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String pem(Object... objects) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      for (Object object : objects) {
        writer.writeObject(object);
      }
    }
    return text.toString();
  }
}

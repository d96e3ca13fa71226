package io.rehost.injector.certificates;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Makes leaves, each with a CA of its own whose key signs once and is never kept: nobody can steal
 * a key that signs. Keys and signatures are the JDK's (EC P-256), the form is RFC 5280's, written
 * by Bouncy Castle without its provider. Any thread.
 *
 * @param names what a leaf bears
 * @param timing how long both are valid
 */
record Issuer(ServiceNames names, CertificateTiming timing) {
  /** The names and the period of a certificate. */
  private record Form(X500Name issuer, X500Name subject, Instant begin, Instant end) {}

  /** Valid from a little before {@code now}, for clocks that are behind. */
  Issued issue(Instant now) {
    try {
      KeyPair authorityKeys = keys();
      KeyPair leafKeys = keys();
      Instant begin = now.minus(timing.skew());
      Instant end = now.plus(timing.lifetime());
      // A name of its own: verifiers find the CA of a leaf by it.
      X500Name authorityName = new X500Name("CN=rehost webhook CA " + serial().toString(16));
      X500Name leafName = new X500Name("CN=rehost webhook");
      Form authority = new Form(authorityName, authorityName, begin, end);
      Form leaf = new Form(authorityName, leafName, begin, end);
      X509Certificate authorityCertificate = authority(authority, authorityKeys);
      return new Issued(
          leaf(leaf, leafKeys.getPublic(), authorityKeys, authorityCertificate),
          leafKeys.getPrivate(),
          authorityCertificate);
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new IllegalStateException("the JDK can't make an EC certificate", e);
    }
  }

  private static X509Certificate authority(Form form, KeyPair keys)
      throws GeneralSecurityException, OperatorCreationException, IOException {
    X509v3CertificateBuilder builder = builder(form, keys.getPublic());
    JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
    builder.addExtension(
        Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    builder.addExtension(
        Extension.subjectKeyIdentifier,
        false,
        extensions.createSubjectKeyIdentifier(keys.getPublic()));
    return sign(builder, keys);
  }

  private X509Certificate leaf(
      Form form, PublicKey key, KeyPair authority, X509Certificate authorityCertificate)
      throws GeneralSecurityException, OperatorCreationException, IOException {
    X509v3CertificateBuilder builder = builder(form, key);
    JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
    builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
    builder.addExtension(
        Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
    builder.addExtension(
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(
            names.all().stream()
                .map(name -> new GeneralName(GeneralName.dNSName, name))
                .toArray(GeneralName[]::new)));
    builder.addExtension(
        Extension.subjectKeyIdentifier, false, extensions.createSubjectKeyIdentifier(key));
    builder.addExtension(
        Extension.authorityKeyIdentifier,
        false,
        extensions.createAuthorityKeyIdentifier(authorityCertificate.getPublicKey()));
    return sign(builder, authority);
  }

  @SuppressWarnings("JavaUtilDate") // Bouncy Castle asks for it
  private static X509v3CertificateBuilder builder(Form form, PublicKey key) {
    return new JcaX509v3CertificateBuilder(
        form.issuer, serial(), Date.from(form.begin), Date.from(form.end), form.subject, key);
  }

  private static X509Certificate sign(X509v3CertificateBuilder builder, KeyPair by)
      throws GeneralSecurityException, OperatorCreationException, IOException {
    byte[] encoded =
        builder
            .build(new JcaContentSignerBuilder("SHA256withECDSA").build(by.getPrivate()))
            .getEncoded();
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(encoded));
  }

  private static KeyPair keys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  /** Positive, 127 random bits: RFC 5280 section 4.1.2.2 allows 20 octets. */
  private static BigInteger serial() {
    return new BigInteger(126, new SecureRandom()).setBit(126);
  }
}

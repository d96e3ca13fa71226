package io.rehost.injector.certificates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.junit.jupiter.api.Test;

/** RFC 5280 section 4.2: the extensions of a CA and of a server's certificate. */
class IssuerTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Issuer ISSUER =
      new Issuer(new ServiceNames("hook", "system"), CertificateTiming.DEFAULT);

  private final Issued issued = ISSUER.issue(NOW);

  @Test
  void theLeafBearsTheNamesOfTheService() throws GeneralSecurityException {
    assertThat(issued.certificate().getSubjectAlternativeNames())
        .extracting(name -> String.valueOf(name.getLast()))
        .containsExactly("hook.system.svc", "hook.system.svc.cluster.local", "hook.system");
  }

  @Test
  void theLeafIsForServersOnlyAndSignsNoCertificates() throws GeneralSecurityException {
    X509Certificate leaf = issued.certificate();

    assertThat(leaf.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
    assertThat(leaf.getBasicConstraints()).isEqualTo(-1);
    assertThat(uses(leaf)).containsExactly(0); // digitalSignature
  }

  @Test
  void theAuthoritySignsLeavesOnly() {
    X509Certificate authority = issued.authority();

    assertThat(authority.getBasicConstraints()).isZero();
    assertThat(uses(authority)).containsExactly(5, 6); // keyCertSign, cRLSign
    assertThat(authority.getCriticalExtensionOIDs()).contains("2.5.29.15", "2.5.29.19");
  }

  @Test
  void theLeafNamesTheKeyOfItsAuthority() {
    byte[] subject = extension(issued.authority(), "2.5.29.14");
    byte[] authority = extension(issued.certificate(), "2.5.29.35");

    assertThat(AuthorityKeyIdentifier.getInstance(authority).getKeyIdentifierOctets())
        .isEqualTo(SubjectKeyIdentifier.getInstance(subject).getKeyIdentifier());
    assertThat(extension(issued.certificate(), "2.5.29.14")).isNotEqualTo(subject);
  }

  @Test
  void keysAreOfP256AndSignaturesVerify() throws GeneralSecurityException {
    ECPublicKey key = (ECPublicKey) issued.certificate().getPublicKey();

    assertThat(key.getParams().getCurve().getField().getFieldSize()).isEqualTo(256);
    assertThat(issued.certificate().getVersion()).isEqualTo(3);
    issued.certificate().verify(issued.authority().getPublicKey());
  }

  @Test
  void bothLiveEquallyLongAndBeginEarlierForClocksThatAreBehind() {
    for (X509Certificate each : List.of(issued.certificate(), issued.authority())) {
      assertThat(Issued.validAt(each, NOW.minus(Duration.ofMinutes(59)))).isTrue();
      assertThat(Issued.validAt(each, NOW.minus(Duration.ofMinutes(61)))).isFalse();
      assertThat(Issued.ends(each)).isEqualTo(NOW.plus(Duration.ofDays(90)));
    }
  }

  @Test
  void eachLeafHasAnAuthorityOfItsOwn() {
    Issued other = ISSUER.issue(NOW);

    assertThatThrownBy(() -> other.certificate().verify(issued.authority().getPublicKey()))
        .isInstanceOf(SignatureException.class);
    assertThat(other.authority().getSubjectX500Principal())
        .isNotEqualTo(issued.authority().getSubjectX500Principal());
    assertThat(other.certificate().getSerialNumber())
        .isNotEqualTo(issued.certificate().getSerialNumber());
  }

  @Test
  void theKeyIsNotInWhatIsLogged() {
    assertThat(issued.toString())
        .startsWith("serial=")
        .endsWith("expires=2026-04-01T00:00:00Z")
        .doesNotContain("Key");
  }

  private static List<Integer> uses(X509Certificate certificate) {
    boolean[] usage = certificate.getKeyUsage();
    return IntStream.range(0, usage.length).filter(i -> usage[i]).boxed().toList();
  }

  private static byte[] extension(X509Certificate certificate, String id) {
    return ASN1OctetString.getInstance(certificate.getExtensionValue(id)).getOctets();
  }
}

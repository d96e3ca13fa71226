package io.rehost.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.certificates.TestAuthority;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.Test;

/** RFC 9525. */
class CertificateNameTest {
  private final TestAuthority authority = new TestAuthority();

  @Test
  void anyOfTheSubjectAlternativeNamesCounts() throws Exception {
    X509Certificate it = authority.issue("a.test", "B.test").chain().getFirst();

    assertThat(bears(it, "a.test")).isTrue();
    assertThat(bears(it, "A.TEST")).isTrue();
    assertThat(bears(it, "b.test.")).isTrue();
    assertThat(bears(it, "c.test")).isFalse();
    assertThat(bears(it, "x.a.test")).isFalse();
  }

  @Test
  void aWildcardStandsForOneWholeLabel() throws Exception {
    X509Certificate it = authority.issue("*.a.test").chain().getFirst();

    assertThat(bears(it, "x.a.test")).isTrue();
    assertThat(bears(it, "a.test")).isFalse();
    assertThat(bears(it, "x.y.a.test")).isFalse();
    assertThat(bears(it, ".a.test")).isFalse();
  }

  @Test
  void aWildcardNeedsTwoLabelsBehindIt() throws Exception {
    X509Certificate it = authority.issue("*.test", "w*.a.test").chain().getFirst();

    assertThat(bears(it, "a.test")).isFalse();
    assertThat(bears(it, "www.a.test")).isFalse();
  }

  @Test
  void anAddressIsComparedAsAddress() throws Exception {
    X509Certificate it = authority.issue("10.0.0.13", "fd00:0:0::1").chain().getFirst();

    assertThat(bears(it, "10.0.0.13")).isTrue();
    assertThat(bears(it, "fd00::1")).isTrue();
    assertThat(bears(it, "10.0.0.14")).isFalse();
  }

  @Test
  void anAddressIsNoHostName() throws Exception {
    assertThat(bears(authority.issue("*.0.0.13").chain().getFirst(), "10.0.0.13")).isFalse();
  }

  @Test
  void aCommonNameCountsForNothing() throws Exception {
    X509Certificate it = authority.issueForCommonName("a.test").chain().getFirst();

    assertThat(bears(it, "a.test")).isFalse();
  }

  private static boolean bears(X509Certificate certificate, String name)
      throws CertificateParsingException {
    return CertificateName.isBorneBy(certificate, name);
  }
}

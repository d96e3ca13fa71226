package io.rehost.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rehost.certificates.TestAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PemFilesTest {
  private final TestAuthority.Issued issued = new TestAuthority().issue("a.test");
  private final Path dir;

  PemFilesTest(@TempDir Path dir) {
    this.dir = dir;
  }

  @Test
  void certificatesAreReadInTheirOrder() throws IOException {
    Path file = issued.certificateFile(dir.resolve("tls.crt"));

    assertThat(PemFiles.certificates(file)).isEqualTo(issued.chain());
  }

  @Test
  void aKeyMayBePkcs8OrPkcs1() throws IOException {
    assertThat(PemFiles.privateKey(issued.keyFile(dir.resolve("8")))).isEqualTo(issued.key());
    assertThat(PemFiles.privateKey(issued.pkcs1KeyFile(dir.resolve("1")))).isEqualTo(issued.key());
  }

  @Test
  void aProblemNamesTheFileAndWhatIsExpectedButNothingOfTheContent() throws IOException {
    Path other = Files.writeString(dir.resolve("other"), "secret");

    assertThatThrownBy(() -> PemFiles.privateKey(other))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(other + ": something else (expected: an unencrypted private key")
        .message()
        .doesNotContain("secret");
    assertThatThrownBy(() -> PemFiles.certificates(other))
        .hasMessage(other + ": something else (expected: certificates in PEM)");
    assertThatThrownBy(() -> PemFiles.certificates(Files.writeString(dir.resolve("empty"), "")))
        .hasMessageEndingWith("empty: none (expected: certificates in PEM)");
    assertThatThrownBy(() -> PemFiles.certificates(dir.resolve("no")))
        .hasMessageEndingWith("no: no such file (expected: certificates in PEM)");
  }

  @Test
  void aPairBelongsTogether() throws IOException {
    Path certificate = issued.certificateFile(dir.resolve("tls.crt"));
    Path key = issued.keyFile(dir.resolve("tls.key"));
    Path other = new TestAuthority().issue("b.test").keyFile(dir.resolve("other.key"));

    assertThat(PemFiles.pair(certificate, key).key()).isEqualTo(issued.key());
    assertThatThrownBy(() -> PemFiles.pair(certificate, other))
        .hasMessage(
            other + ": the key of another certificate (expected: the key of " + certificate + ")");
  }
}

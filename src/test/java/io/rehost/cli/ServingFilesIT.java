package io.rehost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.certificates.TestAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** REHOST_WEBHOOK_CERTIFICATES=files: PEM, reloaded on change. */
class ServingFilesIT {
  private final TestAuthority authority = new TestAuthority();
  private final BlockingQueue<String> taken = new LinkedBlockingQueue<>();

  @SuppressWarnings("NullAway.Init") // JUnit sets it
  @TempDir
  private Path directory;

  @SuppressWarnings("NullAway.Init") // set before each test
  private Path certificate;

  @SuppressWarnings("NullAway.Init") // set before each test
  private Path key;

  @BeforeEach
  void name() {
    certificate = directory.resolve("tls.crt");
    key = directory.resolve("tls.key");
  }

  private String next() throws InterruptedException {
    String pair = taken.poll(30, TimeUnit.SECONDS);
    return pair == null ? "none" : pair;
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file).replace("\r", "");
  }

  private ServingFiles watch() {
    ServingFiles files = new ServingFiles(certificate, key, (chain, own) -> taken.add(chain + own));
    files.start();
    return files;
  }

  @Test
  void thePairIsHandedOverAsItStandsInTheFiles() throws Exception {
    TestAuthority.Issued issued = authority.issue("a.test");
    issued.certificateFile(certificate);
    issued.keyFile(key);
    try (ServingFiles _ = watch()) {
      assertThat(next()).isEqualTo(text(certificate) + text(key));
    }
  }

  @Test
  void anRsaKeyInItsOldFormIsHandedOverInPkcs8() throws Exception {
    TestAuthority.Issued issued = authority.issue("a.test");
    issued.certificateFile(certificate);
    issued.pkcs1KeyFile(key);
    try (ServingFiles _ = watch()) {
      assertThat(next())
          .isEqualTo(text(certificate) + text(issued.keyFile(directory.resolve("pkcs8"))));
    }
  }

  @Test
  void aChangeIsHandedOverOnceBothFilesBelongTogether() throws Exception {
    TestAuthority.Issued first = authority.issue("a.test");
    first.certificateFile(certificate);
    first.keyFile(key);
    try (ServingFiles _ = watch()) {
      String before = next();
      TestAuthority.Issued second = authority.issue("b.test");
      second.certificateFile(certificate);
      second.keyFile(key);
      assertThat(next()).isEqualTo(text(certificate) + text(key)).isNotEqualTo(before);
    }
  }

  @Test
  void filesThatComeLaterAreTakenThen() throws Exception {
    try (ServingFiles _ = watch()) {
      TestAuthority.Issued issued = authority.issue("a.test");
      issued.keyFile(key);
      issued.certificateFile(certificate);
      assertThat(next()).isEqualTo(text(certificate) + text(key));
    }
  }

  @Test
  void aPairThatCouldNotBeTakenIsHandedOverAgain() throws Exception {
    TestAuthority.Issued issued = authority.issue("a.test");
    issued.certificateFile(certificate);
    issued.keyFile(key);
    AtomicInteger calls = new AtomicInteger();
    try (ServingFiles files =
        new ServingFiles(
            certificate,
            key,
            (chain, own) -> {
              if (calls.incrementAndGet() == 1) {
                throw new IOException("the address is taken");
              }
              taken.add(chain + own);
            })) {
      files.start();
      assertThat(next()).isEqualTo(text(certificate) + text(key));
      assertThat(calls).hasValue(2);
    }
  }
}

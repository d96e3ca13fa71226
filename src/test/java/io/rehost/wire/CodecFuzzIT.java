package io.rehost.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Issue 9: a coverage-guided fuzzer finds no bytes that our scan and Netty's decoder read
 * differently. {@code -Dfuzz.seconds} is how long it looks. What it finds goes, mended, into {@code
 * src/test/resources/fuzz/codec}, where {@link CodecAgreementTest} tries it each time.
 */
class CodecFuzzIT {
  private static final int SECONDS = Integer.getInteger("fuzz.seconds", 45);

  @Test
  void noBytesAreReadInTwoWays(@TempDir Path found) throws IOException, InterruptedException {
    Path log = found.resolve("log");
    Path inputs = Files.createDirectory(found.resolve("inputs"));
    Process fuzzer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + CodecFuzz.class.getName(),
                "--instrumentation_includes=io.rehost.wire.**:io.netty.handler.codec.http.**",
                "--custom_hook_includes=none.**", // its sanitizers stumble over Netty's Unsafe
                "-max_total_time=" + SECONDS,
                "-max_len=1200",
                inputs.toString(),
                Path.of("src/test/resources/fuzz/codec").toAbsolutePath().toString())
            .directory(found.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      assertThat(fuzzer.waitFor(SECONDS + 120L, TimeUnit.SECONDS)).as("ends").isTrue();
    } finally {
      fuzzer.destroyForcibly();
    }

    String said = Files.readString(log);
    assertThat(fuzzer.exitValue()).as(said).isZero();
    assertThat(said)
        .as("guided by coverage")
        .contains(" cov: ")
        .containsPattern("Done \\d{4,} runs");
  }
}

package io.rehost.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The version that was built. */
final class Version {
  private Version() {}

  /** Such as {@code 0.1.0}. */
  static String text() {
    try (InputStream file = Version.class.getResourceAsStream("version.txt")) {
      byte[] bytes = Objects.requireNonNull(file, "version.txt").readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

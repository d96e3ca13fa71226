package io.rehost.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file named on the command line; {@code -} is standard input. */
sealed interface InputFile {
  /** The name of standard input. */
  String STANDARD_INPUT = "-";

  /** Its content. */
  @SuppressWarnings("ArrayRecordComponent") // handed on at once, never compared
  record Content(byte[] bytes) implements InputFile {}

  /**
   * It can't be read.
   *
   * @param problem one line for the person who named it
   */
  record Unreadable(String problem) implements InputFile {}

  /** Reads the whole file. */
  static InputFile read(String name, InputStream in) {
    try {
      return new Content(
          name.equals(STANDARD_INPUT) ? in.readAllBytes() : Files.readAllBytes(Path.of(name)));
    } catch (NoSuchFileException e) {
      return new Unreadable(name + ": no such file");
    } catch (AccessDeniedException e) {
      return new Unreadable(name + ": permission denied");
    } catch (IOException | InvalidPathException e) {
      return new Unreadable(name + ": can't be read: " + e.getMessage());
    }
  }
}

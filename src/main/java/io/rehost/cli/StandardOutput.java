package io.rehost.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;

/**
 * The process's stdout, as whoever prints to {@link System#out} uses it: what one call writes stays
 * in one piece, since both hold the same lock; and unlike there, a failure is an exception.
 */
final class StandardOutput extends OutputStream {
  private final PrintStream out = System.out;

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    out.write(bytes, offset, length);
    flush();
  }

  @Override
  public void flush() throws IOException {
    if (out.checkError()) { // which flushes
      throw new IOException("stdout is closed");
    }
  }
}

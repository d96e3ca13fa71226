package io.rehost.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is at a path at one moment. */
sealed interface FileContent {

  /** Whether this says the same as what was said before; how it was stored doesn't matter. */
  boolean sameAs(@Nullable FileContent other);

  /** Whether this is what there is between the two steps of a writing in place. */
  boolean mayBeHalfWritten();

  /** A regular file, its bytes (cut off one byte above the limit) and its stamp. */
  @SuppressWarnings("ArrayRecordComponent") // compared by sameAs alone
  record Present(byte[] bytes, Stamp stamp) implements FileContent {
    @Override
    public boolean sameAs(@Nullable FileContent other) {
      return other instanceof Present p && Arrays.equals(bytes, p.bytes);
    }

    @Override
    public boolean mayBeHalfWritten() {
      return bytes.length == 0;
    }
  }

  /** Nothing that can be read, and why. */
  record Absent(String reason) implements FileContent {
    @Override
    public boolean sameAs(@Nullable FileContent other) {
      return other instanceof Absent a && reason.equals(a.reason);
    }

    @Override
    public boolean mayBeHalfWritten() {
      return true;
    }
  }

  /** What changes when a file does, without reading it. */
  record Stamp(@Nullable Object fileKey, FileTime modified, long size) {
    /** File systems whose clock ticks this seldom exist (ext3, some network mounts). */
    private static final Duration COARSEST_CLOCK = Duration.ofSeconds(2);

    /**
     * Whether an equal stamp later on would prove that the file is unchanged: not if it was written
     * so recently that a second write could bear the same time.
     */
    boolean conclusive(Instant now) {
      return modified.toInstant().isBefore(now.minus(COARSEST_CLOCK));
    }

    static Stamp of(BasicFileAttributes attributes) {
      return new Stamp(attributes.fileKey(), attributes.lastModifiedTime(), attributes.size());
    }
  }

  /** The stamp of the file that the path leads to; null if there is none. */
  static @Nullable Stamp stamp(Path file) {
    try {
      return Stamp.of(Files.readAttributes(file, BasicFileAttributes.class));
    } catch (IOException e) {
      return null; // read() says why
    }
  }

  /**
   * Reads the file that the path leads to. A pipe or device is not opened, which could block.
   *
   * @param limit bytes; of a longer file, one more byte than that is kept
   */
  static FileContent read(Path file, int limit) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      if (!attributes.isRegularFile()) {
        return new Absent("not a regular file");
      }
      try (InputStream in = Files.newInputStream(file)) {
        return new Present(in.readNBytes(limit + 1), Stamp.of(attributes));
      }
    } catch (NoSuchFileException e) {
      return new Absent("no such file");
    } catch (AccessDeniedException e) {
      return new Absent("permission denied");
    } catch (FileSystemException e) {
      return new Absent(Objects.requireNonNullElse(e.getReason(), e.toString()));
    } catch (IOException e) {
      return new Absent(e.toString());
    }
  }
}

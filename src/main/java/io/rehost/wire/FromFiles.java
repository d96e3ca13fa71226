package io.rehost.wire;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that is made from files, and made again when they change. What was made last stays in
 * use while the files are missing or wrong, which is said once for each such state of them.
 *
 * <p>Thread-safe; {@link #refreshed} may block for the time of reading.
 */
public final class FromFiles<T> {
  private static final Logger LOG = System.getLogger(FromFiles.class.getName());

  /** How long files are taken for unchanged without a look at them. */
  private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();

  private final List<Path> files;
  private final Maker<T> maker;
  private volatile @Nullable T made;
  private volatile long lookedAt;
  private List<Stamp> stamps = List.of();

  /** Makes nothing yet. */
  public FromFiles(List<Path> files, Maker<T> maker) {
    this.files = List.copyOf(files);
    this.maker = maker;
  }

  /** What was made last, if the files were looked at within the last second; never blocks. */
  public @Nullable T fresh() {
    T last = made;
    return last != null && (files.isEmpty() || System.nanoTime() - lookedAt < LOOK_NANOS)
        ? last
        : null;
  }

  /**
   * Looks at the files and makes it anew if they have changed.
   *
   * @throws IOException if it could not be made and never was; with a message for people
   */
  public synchronized T refreshed() throws IOException {
    List<Stamp> now = new ArrayList<>();
    for (Path file : files) {
      now.add(Stamp.of(file));
    }
    T last = made;
    lookedAt = System.nanoTime();
    if (last != null && now.equals(stamps)) {
      return last;
    }
    stamps = now;
    try {
      T anew = maker.make();
      made = anew;
      return anew;
    } catch (IOException e) {
      if (last == null) {
        throw e;
      }
      LOG.log(Level.WARNING, "files not usable, the last good ones stay in use: " + e.getMessage());
      return last;
    }
  }

  /** How to make it. */
  public interface Maker<T> {
    /** Makes it from the files as they are, or says what is wrong with them. */
    T make() throws IOException;
  }

  private record Stamp(@Nullable Object key, @Nullable FileTime modified, long size) {
    private static final Stamp NONE = new Stamp(null, null, -1);

    static Stamp of(Path file) {
      try {
        BasicFileAttributes it = Files.readAttributes(file, BasicFileAttributes.class);
        return new Stamp(it.fileKey(), it.lastModifiedTime(), it.size());
      } catch (IOException e) {
        return NONE; // the maker says why
      }
    }
  }
}

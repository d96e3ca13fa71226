package io.rehost.source;

import io.rehost.rule.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A rules document on disk, watched: a plain file or a mounted ConfigMap volume.
 *
 * <p>Seen within a second: writes in place, a new file renamed over the old one, the {@code ..data}
 * swap of a ConfigMap volume, and the coming and going of the file and its directories. Where the
 * system delivers no events (no inotify left, network mounts), a look at the file's stamp every
 * half second finds the change. Equal bytes are never handed over twice, and what is caught between
 * the steps of a writing is not handed over ({@link Settling}).
 *
 * <p>One daemon thread from {@link #start} to {@link #close}; the sink is called on it.
 */
public final class FileSource implements AutoCloseable {
  /**
   * Bytes; room for a ConfigMap manifest around a document of 1 MiB. A longer file is a problem.
   */
  public static final int READ_LIMIT = 4 << 20;

  private static final Logger LOG = Logger.getLogger(FileSource.class);
  private static final Duration CHECK = Duration.ofMillis(500);
  private static final Duration REST = Duration.ofNanos(Settling.REST_NANOS);

  private final Path file;
  private final RulesSink sink;
  private final DirectoryWatch watch;
  private final Thread thread;
  private final Settling settling = new Settling();
  private @Nullable FileContent last;
  private Map<Path, Set<Path>> followed = Map.of();
  private @Nullable String watchFailure;

  /**
   * @param file need not exist yet, nor its directories; relative to the working directory
   */
  public FileSource(Path file, RulesSink sink) {
    this(file, sink, DirectoryWatch.open(file.getFileSystem()));
  }

  FileSource(Path file, RulesSink sink, DirectoryWatch watch) {
    this.file = file.toAbsolutePath();
    this.sink = sink;
    this.watch = watch;
    this.thread =
        Thread.ofPlatform().daemon().name("rehost-file-" + file.getFileName()).unstarted(this::run);
  }

  /** Begins to read and to watch; the first call of the sink follows on the source's thread. */
  public void start() {
    thread.start();
  }

  /** Stops watching. A call of the sink that is under way ends on its own. */
  @Override
  public void close() {
    watch.close();
  }

  private void run() {
    try {
      boolean changed = true;
      while (!watch.isClosed()) {
        boolean worthReading = changed || settling.isUnderWay() || stampDiffers();
        follow(worthReading); // before reading, so that a change after the reading is an event
        if (worthReading) {
          read();
        }
        changed = watch.await(settling.isUnderWay() ? REST : CHECK);
      }
    } catch (InterruptedException e) {
      LOG.warnf("rules file no longer watched, thread interrupted file=%s", file);
    }
  }

  private boolean stampDiffers() {
    FileContent.Stamp now = FileContent.stamp(file);
    return switch (last) {
      case null -> true;
      case FileContent.Absent absent -> now != null;
      case FileContent.Present(byte[] bytes, FileContent.Stamp known) ->
          !known.equals(now) || !known.conclusive(Instant.now());
    };
  }

  /**
   * @param again even if the way to the file looks the same, as a directory may be another one
   */
  private void follow(boolean again) {
    String failure = null;
    try {
      Map<Path, Set<Path>> entries = LinkChain.of(file);
      if (again || !entries.equals(followed)) {
        followed = Map.of();
        watch.follow(entries);
        followed = entries;
      }
    } catch (IOException e) {
      failure = e.toString();
    }
    if (failure != null && !failure.equals(watchFailure)) {
      LOG.warnf("file watch incomplete, checking by time file=%s reason=\"%s\"", file, failure);
    }
    watchFailure = failure;
  }

  private void read() {
    FileContent now = FileContent.read(file, READ_LIMIT);
    boolean news = !now.sameAs(last);
    if (!news) {
      settling.nothingNew();
    } else if (last != null && !settling.isWhole(now, System.nanoTime())) {
      return;
    }
    last = now;
    if (news && !watch.isClosed()) {
      try {
        tell(now);
      } catch (RuntimeException | Error e) {
        LOG.errorf(e, "rules sink failed file=%s", file);
      }
    }
  }

  private void tell(FileContent now) {
    switch (now) {
      case FileContent.Absent(String reason) -> sink.missing(reason);
      case FileContent.Present(byte[] bytes, FileContent.Stamp stamp) -> {
        String version = stamp.modified().toString();
        if (bytes.length > READ_LIMIT) {
          sink.unusable(List.of(tooLong(stamp.size())), version);
        } else {
          sink.document(bytes, version);
        }
      }
    }
  }

  private static Problem tooLong(long size) {
    return new Problem("", size + " bytes", "at most " + READ_LIMIT + " bytes", 0, 0);
  }
}

package io.rehost.source;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Waits for changes of named directory entries (inotify on Linux), or only for time to pass where
 * the system has no watches left, which on a busy node is common ({@code
 * fs.inotify.max_user_instances}). One thread follows and waits; any thread may close.
 */
final class DirectoryWatch implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(DirectoryWatch.class);

  /** A burst of events is taken as one once it pauses this long, or after the longest burst. */
  private static final long SETTLE_MILLIS = 50;

  private static final long LONGEST_BURST_MILLIS = 300;

  private final @Nullable WatchService service;
  private final Map<WatchKey, Set<Path>> watched = new HashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  private DirectoryWatch(@Nullable WatchService service) {
    this.service = service;
  }

  static DirectoryWatch open(FileSystem fileSystem) {
    try {
      return new DirectoryWatch(fileSystem.newWatchService());
    } catch (IOException e) {
      LOG.warnf("file watch unavailable, checking by time reason=\"%s\"", e.getMessage());
      return new DirectoryWatch(null);
    }
  }

  /** Without a watch service: time only. */
  static DirectoryWatch byTime() {
    return new DirectoryWatch(null);
  }

  /**
   * From now on waits for changes of exactly these entries (directory, names in it).
   *
   * @throws IOException if a directory can't be watched; the others are
   */
  void follow(Map<Path, Set<Path>> entries) throws IOException {
    if (service == null) {
      return;
    }
    Map<WatchKey, Set<Path>> wanted = new HashMap<>();
    IOException failure = null;
    for (Map.Entry<Path, Set<Path>> entry : entries.entrySet()) {
      try {
        wanted.put(register(service, entry.getKey()), entry.getValue());
      } catch (IOException e) {
        failure = e;
      } catch (ClosedWatchServiceException e) {
        return; // closed meanwhile: the wait will say so
      }
    }
    for (Iterator<WatchKey> keys = watched.keySet().iterator(); keys.hasNext(); ) {
      WatchKey key = keys.next();
      if (!wanted.containsKey(key)) {
        key.cancel();
        keys.remove();
      }
    }
    watched.putAll(wanted);
    if (failure != null) {
      throw failure;
    }
  }

  /** Registering a directory again gives the same key and loses no event. */
  private static WatchKey register(WatchService service, Path directory) throws IOException {
    return directory.register(
        service,
        StandardWatchEventKinds.ENTRY_CREATE,
        StandardWatchEventKinds.ENTRY_MODIFY,
        StandardWatchEventKinds.ENTRY_DELETE);
  }

  /**
   * Waits until a followed entry has changed and come to rest, or until the time is over, or the
   * watch is closed.
   *
   * @return whether an entry changed
   */
  boolean await(Duration atMost) throws InterruptedException {
    if (service == null) {
      var unused = closed.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
      return false;
    }
    try {
      long end = System.nanoTime() + atMost.toNanos();
      while (!poll(service, end - System.nanoTime())) {
        if (System.nanoTime() >= end) {
          return false;
        }
      }
      long latest = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LONGEST_BURST_MILLIS);
      long pause = TimeUnit.MILLISECONDS.toNanos(SETTLE_MILLIS);
      while (System.nanoTime() < latest && poll(service, pause)) {
        // still being written
      }
      return true;
    } catch (ClosedWatchServiceException e) {
      return false;
    }
  }

  /** Whether one of the followed entries changed before the time was over. */
  private boolean poll(WatchService service, long nanos) throws InterruptedException {
    WatchKey key = service.poll(Math.max(nanos, 0), TimeUnit.NANOSECONDS);
    if (key == null) {
      return false;
    }
    Set<Path> names = watched.getOrDefault(key, Set.of());
    boolean relevant = false;
    for (WatchEvent<?> event : key.pollEvents()) {
      relevant |=
          event.kind() == StandardWatchEventKinds.OVERFLOW
              || (event.context() instanceof Path name && names.contains(name));
    }
    boolean directoryGone = !key.reset();
    if (directoryGone) {
      watched.remove(key);
    }
    return relevant || directoryGone;
  }

  boolean isClosed() {
    return closed.getCount() == 0;
  }

  /** Ends a wait under way. May be called more than once. */
  @Override
  public void close() {
    closed.countDown();
    if (service == null) {
      return;
    }
    try {
      service.close();
    } catch (IOException e) {
      LOG.warnf("file watch not closed reason=\"%s\"", e.getMessage());
    }
  }
}

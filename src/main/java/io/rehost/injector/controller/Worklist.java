package io.rehost.injector.controller;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Keys to look at, each once however often it was added, and keys that failed, which come back
 * after a back-off that doubles up to a limit. A key that was taken is in one hand until it is done
 * or to be tried again. Safe from any thread.
 */
final class Worklist {
  private final long firstNanos;
  private final long mostNanos;
  private final Set<Key> ready = new LinkedHashSet<>();
  private final Set<Key> inHand = new HashSet<>();
  private final Map<Key, Failure> failed = new HashMap<>();
  private boolean closed;

  private record Failure(int times, long dueNanos) {}

  /**
   * @param first back-off after a first failure
   * @param most back-off after many
   */
  Worklist(Duration first, Duration most) {
    firstNanos = first.toNanos();
    mostNanos = most.toNanos();
  }

  synchronized void add(Key key) {
    if (ready.add(key)) {
      notifyAll();
    }
  }

  /** It has to be looked at again, later; at once if it is added. */
  synchronized void retry(Key key) {
    int times = failed.containsKey(key) ? failed.get(key).times + 1 : 1;
    long wait = firstNanos;
    for (int i = 1; i < times && wait < mostNanos; i++) {
      wait *= 2;
    }
    failed.put(key, new Failure(times, System.nanoTime() + Math.min(wait, mostNanos)));
    release(key);
  }

  /** It is as it should be. */
  synchronized void done(Key key) {
    failed.remove(key);
    release(key);
  }

  /** The next key; empty if there is none in the given time, or the list is closed. */
  synchronized Optional<Key> take(Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    while (!closed) {
      readyAgain();
      Optional<Key> first = ready.stream().filter(key -> !inHand.contains(key)).findFirst();
      if (first.isPresent()) {
        ready.remove(first.get());
        inHand.add(first.get());
        return first;
      }
      long left = Math.min(end, nextDue(end)) - System.nanoTime();
      if (end - System.nanoTime() <= 0 || !waits(left)) {
        break;
      }
    }
    return Optional.empty();
  }

  /** Nothing is taken any more. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }

  private void release(Key key) {
    inHand.remove(key);
    notifyAll(); // it may have been added meanwhile, and its time to wait is new
  }

  private void readyAgain() {
    long now = System.nanoTime();
    failed.forEach(
        (key, failure) -> {
          if (failure.dueNanos != Long.MAX_VALUE && failure.dueNanos - now <= 0) {
            ready.add(key);
          }
        });
    // Its count stays until it is done; it is due again only when it fails again.
    failed.replaceAll(
        (key, failure) ->
            ready.contains(key) ? new Failure(failure.times, Long.MAX_VALUE) : failure);
  }

  private long nextDue(long none) {
    return failed.values().stream()
        .mapToLong(Failure::dueNanos)
        .filter(due -> due != Long.MAX_VALUE)
        .min()
        .orElse(none);
  }

  private boolean waits(long nanos) {
    try {
      TimeUnit.NANOSECONDS.timedWait(this, Math.max(nanos, 1_000_000));
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}

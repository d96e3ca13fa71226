package io.rehost.upstream;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many connections to one destination are open, over all event loops, and which loops wait for
 * one. Thread-safe.
 */
final class UpstreamQuota {
  private final int limit;
  private final AtomicInteger open = new AtomicInteger();
  private final Set<UpstreamBucket> starving = ConcurrentHashMap.newKeySet();
  private final Set<UpstreamBucket> all = ConcurrentHashMap.newKeySet();

  UpstreamQuota(int limit) {
    this.limit = limit;
  }

  void join(UpstreamBucket bucket) {
    all.add(bucket);
  }

  /** Reserves a connection; each success is to be paid back by one {@link #closed}. */
  boolean tryOpen() {
    for (int now = open.get(); now < limit; now = open.get()) {
      if (open.compareAndSet(now, now + 1)) {
        return true;
      }
    }
    return false;
  }

  /** A reserved connection is gone: whoever waits may open one. */
  void closed() {
    open.decrementAndGet();
    for (UpstreamBucket bucket : starving) {
      bucket.executeServe();
    }
  }

  /** A loop has requests that wait: the others give up a connection that they do not use. */
  void starve(UpstreamBucket bucket) {
    if (starving.add(bucket)) {
      for (UpstreamBucket other : all) {
        if (other != bucket) {
          other.executeYield();
        }
      }
    }
  }

  void fed(UpstreamBucket bucket) {
    starving.remove(bucket);
  }

  /** Whether a loop other than this one's waits for a connection. */
  boolean wantedElsewhere(UpstreamBucket bucket) {
    return !starving.isEmpty() && !starving.contains(bucket);
  }

  int open() {
    return open.get();
  }

  int connecting() {
    return all.stream().mapToInt(UpstreamBucket::connecting).sum();
  }

  int idle() {
    return all.stream().mapToInt(UpstreamBucket::unused).sum();
  }
}

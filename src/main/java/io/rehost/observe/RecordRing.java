package io.rehost.observe;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Records on their way from one event loop to one reader, first in, first out, without a lock. A
 * slot is the producer's while it is null and the consumer's while it is not.
 */
final class RecordRing<R extends RecordRing.Entry> {
  private final AtomicReferenceArray<@Nullable R> slots;
  private final int mask;
  private final long maxChars;
  private final AtomicLong chars = new AtomicLong();
  private int tail;
  private int head;

  /** What a ring may hold. */
  interface Entry {
    /** How many characters of clients it holds on to. */
    int length();
  }

  /**
   * An empty ring.
   *
   * @param slots a power of two
   * @param maxChars from how many characters of clients on nothing more is taken: a path can be as
   *     long as a head
   */
  RecordRing(int slots, long maxChars) {
    this.slots = new AtomicReferenceArray<>(slots);
    this.mask = slots - 1;
    this.maxChars = maxChars;
  }

  /** Whether {@link #offer} has room. On one thread, that of the event loop. */
  boolean hasRoom() {
    return slots.get(tail & mask) == null && chars.get() < maxChars;
  }

  /** Adds a record; false if there is no room. On one thread, that of the event loop. */
  boolean offer(R record) {
    if (!hasRoom()) {
      return false;
    }
    chars.addAndGet(record.length());
    slots.set(tail & mask, record);
    tail++;
    return true;
  }

  /** Takes the oldest record; null if there is none. On one thread, the reader's. */
  @Nullable R poll() {
    int at = head & mask;
    R record = slots.get(at);
    if (record != null) {
      slots.set(at, null);
      head++;
      chars.addAndGet(-record.length());
    }
    return record;
  }

  /** Whether there is nothing to {@link #poll}. On the reader's thread. */
  boolean isEmpty() {
    return slots.get(head & mask) == null;
  }
}

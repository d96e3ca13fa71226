package io.rehost.observe;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Takes records from the event loops and writes them as lines, on a thread of its own and in
 * batches. An event loop never waits: when the output is slow, what there is no room for is
 * dropped, counted and told.
 */
public final class AccessLogWriter implements AutoCloseable {
  private static final int SLOTS = 4096;
  private static final long MAX_CHARS = 1024 * 1024;
  private static final int BATCH_BYTES = 64 * 1024;

  /** How old a line gets for the sake of a batch: the writer wakes 100 times a second at most. */
  private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private static final Duration LINGER = Duration.ofSeconds(2);

  private final List<RecordRing<AccessRecord>> rings;
  private final OutputStream out;
  private final LoopCounters refused;
  private final AtomicLong unwritable = new AtomicLong();
  private final DropReport report;
  private final Thread thread;
  private final ByteArrayOutputStream batch = new ByteArrayOutputStream(2 * BATCH_BYTES);
  private final AccessLines lines;
  private int batchLines;
  private volatile boolean idle;
  private volatile boolean closing;

  private AccessLogWriter(int loops, OutputStream out, Consumer<String> log) {
    this.rings =
        Stream.generate(() -> new RecordRing<AccessRecord>(SLOTS, MAX_CHARS)).limit(loops).toList();
    this.out = out;
    this.refused = new LoopCounters(loops, 1);
    this.report = new DropReport(log);
    this.lines = new AccessLines(batch);
    this.thread = Thread.ofPlatform().daemon().name("rehost-access-log").unstarted(this::run);
  }

  /**
   * Starts to write.
   *
   * @param loops how many event loops there are
   * @param out gets whole lines only; may block. What it refuses by an exception is dropped
   * @param log told of drops: once when they start, and once, with their number, when they have
   *     ended; on any thread but an event loop
   */
  public static AccessLogWriter start(int loops, OutputStream out, Consumer<String> log) {
    AccessLogWriter writer = new AccessLogWriter(loops, out, log);
    writer.thread.start();
    return writer;
  }

  /** How many lines could not be written so far. */
  public long dropped() {
    return refused.sum(0) + unwritable.get();
  }

  /** Hands a record over, or drops it; on the event loop {@code loop} only. */
  void offer(int loop, AccessRecord record) {
    if (!rings.get(loop).offer(record)) {
      refused.add(loop, 0, 1);
      report.started("stdout is not read fast enough");
    } else if (idle) {
      idle = false;
      LockSupport.unpark(thread);
    }
  }

  /** Writes what has been handed over, for two seconds at most, and ends. */
  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(thread);
    try {
      if (!thread.join(LINGER)) {
        report.unfinished();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (true) {
      boolean last = closing; // before the rings are read: what was handed over earlier is seen
      boolean any = writeAll();
      report.ended(dropped(), last);
      if (last && !any) {
        return;
      }
      if (any && !last) {
        LockSupport.parkNanos(this, GATHER_NANOS);
      } else if (!any) {
        awaitRecords();
      }
    }
  }

  /**
   * Whoever hands a record over after the rings were found empty sees {@code idle}, and unparks.
   */
  private void awaitRecords() {
    idle = true;
    if (!closing && rings.stream().allMatch(RecordRing::isEmpty)) {
      report.park(this);
    }
    idle = false;
  }

  private boolean writeAll() {
    boolean any = false;
    for (RecordRing<AccessRecord> ring : rings) {
      for (int i = 0; i < SLOTS; i++) {
        AccessRecord record = ring.poll();
        if (record == null) {
          break;
        }
        any = true;
        add(record);
      }
    }
    write();
    return any;
  }

  private void add(AccessRecord record) {
    lines.add(record);
    batchLines++;
    if (batch.size() >= BATCH_BYTES) {
      write();
    }
  }

  private void write() {
    if (batchLines == 0) {
      return;
    }
    try {
      batch.writeTo(out);
      out.flush();
    } catch (IOException e) {
      unwritable.addAndGet(batchLines);
      report.started(e.getMessage());
    }
    batch.reset();
    batchLines = 0;
  }
}

package io.rehost.observe;

import io.rehost.proxy.ExchangeView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What one listener of the {@link Tap} is still to be shown. Event loops hand over and never wait:
 * what the listener has no room for, or more than it wants in a second, is dropped and counted. To
 * be read by one thread at a time.
 */
public final class TapQueue {
  private static final int SLOTS = 512;
  private static final long MAX_CHARS = 512 * 1024;

  /** How many seconds' worth may come at once: a page load is many requests. */
  private static final int BURST_SECONDS = 20;

  private final TapFilter filter;
  private final List<Lane> lanes;
  private final LoopCounters dropped;
  private long told;

  /** What an event loop needs to itself. */
  private record Lane(RecordRing<TapRecord> ring, TokenBucket bucket) {}

  TapQueue(TapFilter filter, int loops, int perSecond) {
    this.filter = filter;
    this.dropped = new LoopCounters(loops, 1);
    double share = Math.max(1, (double) perSecond / loops);
    long now = System.nanoTime();
    this.lanes =
        Stream.generate(
                () ->
                    new Lane(
                        new RecordRing<>(SLOTS, MAX_CHARS),
                        new TokenBucket(share, share * BURST_SECONDS, now)))
            .limit(loops)
            .toList();
  }

  /** Whether to hand this exchange over; counts it if that can't be. On its event loop. */
  boolean takes(ExchangeView exchange) {
    if (!filter.matches(exchange)) {
      return false;
    }
    Lane lane = lanes.get(exchange.worker());
    boolean takes = lane.ring.hasRoom() && lane.bucket.take(exchange.endedAt());
    if (!takes) {
      dropped.add(exchange.worker(), 0, 1);
    }
    return takes;
  }

  /** Hands over what {@link #takes} said yes to. On the event loop {@code loop}. */
  void offer(int loop, TapRecord record) {
    if (!lanes.get(loop).ring.offer(record)) {
      dropped.add(loop, 0, 1);
    }
  }

  /**
   * Takes what there is, oldest first, as JSON: the object of contract section 7.
   *
   * @param max how many at most
   */
  public List<String> take(int max) {
    List<TapRecord> records = new ArrayList<>();
    boolean any = true;
    while (any && records.size() < max) {
      any = false;
      for (Lane lane : lanes) {
        TapRecord record = records.size() < max ? lane.ring.poll() : null;
        if (record != null) {
          any = true;
          records.add(record);
        }
      }
    }
    records.sort(Comparator.comparingLong(TapRecord::endedAt));
    List<String> objects = new ArrayList<>(records.size());
    for (TapRecord record : records) {
      objects.add(TapJson.of(record));
    }
    return objects;
  }

  /** How many exchanges were dropped since it was last asked. */
  public long takeDropped() {
    long sum = dropped.sum(0);
    long news = sum - told;
    told = sum;
    return news;
  }
}

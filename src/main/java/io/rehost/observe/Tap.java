package io.rehost.observe;

import io.rehost.proxy.ExchangeListener;
import io.rehost.proxy.ExchangeView;
import io.rehost.rule.FieldMask;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Shows exchanges, with their heads, to whoever listens at the moment. While nobody does, an
 * exchange costs one volatile read; while somebody does, heads are taken and masked on the event
 * loop, for those exchanges only that a listener has room for.
 */
public final class Tap implements ExchangeListener {
  private final int loops;
  private final FieldMask mask;
  private final int maxListeners;
  private volatile List<TapQueue> listeners = List.of();

  /**
   * A tap that nobody listens to.
   *
   * @param loops how many event loops there are
   * @param mask whose values are never handed over
   * @param maxListeners how many may listen at a time
   */
  public Tap(int loops, FieldMask mask, int maxListeners) {
    this.loops = loops;
    this.mask = mask;
    this.maxListeners = maxListeners;
  }

  /**
   * Begins to listen; on any thread.
   *
   * @param perSecond about how many exchanges to hand over in a second at most, at least 1; after a
   *     pause more may come at once
   * @return to be {@linkplain #close closed}; null if too many listen already
   */
  public synchronized @Nullable TapQueue open(TapFilter filter, int perSecond) {
    if (listeners.size() >= maxListeners) {
      return null;
    }
    TapQueue queue = new TapQueue(filter, loops, perSecond);
    List<TapQueue> more = new ArrayList<>(listeners);
    more.add(queue);
    listeners = List.copyOf(more);
    return queue;
  }

  /** Ends listening; on any thread, also if it has ended before. */
  public synchronized void close(TapQueue queue) {
    listeners = listeners.stream().filter(other -> other != queue).toList();
  }

  /** How many listen. */
  public int listeners() {
    return listeners.size();
  }

  @Override
  public void exchangeEnded(ExchangeView exchange) {
    List<TapQueue> open = listeners;
    if (!open.isEmpty()) {
      show(exchange, open);
    }
  }

  private void show(ExchangeView exchange, List<TapQueue> open) {
    TapRecord record = null;
    for (TapQueue queue : open) {
      if (queue.takes(exchange)) {
        record = record == null ? TapRecord.of(exchange, mask) : record;
        queue.offer(exchange.worker(), record);
      }
    }
  }
}

package io.rehost.wire;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Sends small messages of many connections together, when the turn of the event loop ends in which
 * they were written (ADR 10). A peer that is woken by the first finds the others too, and sends
 * that follow each other find the kernel's code and data at hand. A turn in which one message comes
 * ends right behind it.
 */
final class TurnEnd implements Runnable {
  /** Nobody waits for more than this many others to be read. */
  private static final int MAX = 64;

  private static final FastThreadLocal<@Nullable TurnEnd> OWN = new FastThreadLocal<>();

  private final EventExecutor loop;
  private final Queue<MessageWriter> waiting = new ArrayDeque<>(MAX);
  private boolean scheduled;

  private TurnEnd(EventExecutor loop) {
    this.loop = loop;
  }

  /** That of the loop on which this is called. */
  static TurnEnd of(EventExecutor loop) {
    TurnEnd own = OWN.get();
    if (own == null || own.loop != loop) {
      own = new TurnEnd(loop);
      OWN.set(own);
    }
    return own;
  }

  /** Calls {@link MessageWriter#send} when the turn ends, or before. */
  void add(MessageWriter writer) {
    if (waiting.size() == MAX) {
      sendAll();
    }
    waiting.add(writer);
    if (!scheduled) {
      scheduled = true;
      loop.execute(this);
    }
  }

  /** All that was ready to be read has been read. */
  @Override
  public void run() {
    scheduled = false;
    sendAll();
  }

  /** Also what is written meanwhile, because there is room to write again. */
  private void sendAll() {
    for (MessageWriter next = waiting.poll(); next != null; next = waiting.poll()) {
      next.send();
    }
  }
}

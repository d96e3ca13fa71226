package io.rehost.proxy;

import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.util.ReferenceCountUtil;
import io.rehost.wire.Deadline;
import java.time.Duration;

/**
 * Gives a client that is still sending the time to read our response: to close at once would reset
 * the connection, and the response would be lost with it (RFC 9112 9.6). What comes meanwhile is
 * read, for a while, and thrown away.
 */
final class LingeringClose {
  private static final int DISCARD_BYTES = 256 * 1024;
  private static final long LINGER_NANOS = Duration.ofSeconds(2).toNanos();

  private final Deadline deadline;
  private int discardable;

  /** Moves {@code deadline}, the connection's, to when the client must have come to its end. */
  LingeringClose(Deadline deadline) {
    this.deadline = deadline;
  }

  /** From now on nobody wants what comes. */
  void begin() {
    discardable = DISCARD_BYTES;
    deadline.set(System.nanoTime(), LINGER_NANOS);
  }

  /** Throws it away; returns whether the client may go on. */
  boolean discards(HttpObject object) {
    if (object instanceof HttpContent content) {
      discardable -= content.content().readableBytes();
    }
    ReferenceCountUtil.release(object);
    return discardable >= 0;
  }
}

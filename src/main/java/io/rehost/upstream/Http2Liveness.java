package io.rehost.upstream;

import io.netty.channel.Channel;
import io.netty.handler.codec.http2.DefaultHttp2PingFrame;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Asks an origin whether its connection still lives (RFC 9113 6.7), where there is a reason: a
 * request goes out after a silence, or one is given up before its response has begun. Without that
 * a connection whose other end is gone would take requests for as long as they come.
 *
 * <p>Some servers count pings that come without data between them as abuse, and end the connection
 * at the third: after two, the connection takes no more requests instead.
 */
final class Http2Liveness implements Runnable {
  private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final int MAX_PINGS = 2;
  private static final long CONTENT = 0x7265686f7374L;

  private final Channel channel;
  private final long patienceNanos;
  private final Runnable doubtful;
  private final Runnable dead;
  private long readAt = System.nanoTime();
  private long askedAt;
  private boolean asked;
  private int pings;

  /**
   * For {@code channel}, just read from.
   *
   * @param patience until any byte must have come after a question
   * @param doubtful called if there should be a question but can't be
   * @param dead called if no byte has come
   */
  Http2Liveness(Channel channel, Duration patience, Runnable doubtful, Runnable dead) {
    this.channel = channel;
    this.patienceNanos = patience.toNanos();
    this.doubtful = doubtful;
    this.dead = dead;
  }

  /** Something was read. */
  void read() {
    readAt = System.nanoTime();
  }

  /** A part of a response was read. */
  void responseRead() {
    pings = 0;
  }

  /** A request goes out. */
  void requestSent() {
    if (!asked && System.nanoTime() - readAt > SILENCE_NANOS) {
      ask();
    }
  }

  /** A request is given up whose response has not begun. */
  void requestGivenUp() {
    if (!asked) {
      ask();
    }
  }

  private void ask() {
    if (pings == MAX_PINGS) {
      doubtful.run();
      return;
    }
    pings++;
    asked = true;
    askedAt = System.nanoTime();
    channel.writeAndFlush(new DefaultHttp2PingFrame(CONTENT), channel.voidPromise());
    var unused = channel.eventLoop().schedule(this, patienceNanos, TimeUnit.NANOSECONDS);
  }

  /** The time for an answer is over. */
  @Override
  public void run() {
    asked = false;
    if (channel.isActive() && readAt - askedAt < 0) {
      dead.run();
    }
  }
}

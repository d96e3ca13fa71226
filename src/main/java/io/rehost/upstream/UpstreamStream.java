package io.rehost.upstream;

import io.netty.handler.codec.http.HttpObject;
import io.rehost.rule.Protocol;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * One request's way to an origin: an HTTP/1.1 connection while it is in use, or one stream of an
 * HTTP/2 connection. Requests and responses are told as messages of HTTP/1.1, whatever is spoken.
 * To be used on its event loop only, and between acquisition and {@link #release} or {@link #close}
 * by its holder only.
 */
public interface UpstreamStream {
  /** The address really connected to. */
  InetSocketAddress address();

  /** What is spoken on it; never {@link Protocol#AUTO}. */
  Protocol protocol();

  /** Whether an earlier exchange has used this connection. */
  boolean reused();

  /** Names the one who is told of the response; before anything is written. */
  void listen(ResponseListener responseListener);

  /** Writes a part of the request without flushing; takes over the message's reference. */
  void write(HttpObject message);

  /** Sends what has been written. */
  void flush();

  /** Whether the origin takes more at the moment. */
  boolean isWritable();

  /** Goes on or stops reading the response. */
  void setReading(boolean reading);

  /**
   * Leaves HTTP after a 101 (RFC 9110 15.2.2): from now on the bytes each way are content, and the
   * last content is the end of a direction. To be called at once when the head is told. HTTP/2 has
   * no such thing (RFC 9113 8.6), so only a stream whose {@link #protocol} is {@link
   * Protocol#HTTP1} is asked to.
   *
   * @param patience how long the origin may take to read what is left when both directions have
   *     ended
   */
  default void openTunnel(Duration patience) {
    throw new IllegalStateException(protocol() + " knows no upgrade");
  }

  /**
   * Gives it back; only after a whole exchange that leaves the connection open, or when both
   * directions of a tunnel have ended.
   */
  void release();

  /**
   * Ends it; the listener hears no more of it. If it is a tunnel, the origin can tell that this is
   * no end in good order.
   */
  void close();
}

package io.rehost.upstream;

import io.netty.handler.codec.http.HttpObject;
import io.rehost.rule.Protocol;
import java.net.InetSocketAddress;

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

  /** Gives it back; only after a whole exchange that leaves the connection open. */
  void release();

  /** Ends it; the listener hears no more of it. */
  void close();
}

package io.rehost.proxy;

import io.netty.handler.codec.http.HttpObject;
import io.rehost.rule.Protocol;
import io.rehost.rule.Upstream.Scheme;
import io.rehost.wire.Deadline;
import java.net.InetSocketAddress;

/** The client's side of an exchange. To be used on its event loop only. */
interface ExchangeClient {
  /** Takes a part of the response; ownership of its content passes. */
  void write(HttpObject message);

  /** Sends what has been written. */
  void flush();

  /** Whether the client takes what is sent to it as fast as it is written. */
  boolean isWritable();

  /** What {@link Exchange#takesRequestContent} says may have changed. */
  void updateReading();

  /** By when something must happen. */
  Deadline deadline();

  /** Where the client is. */
  InetSocketAddress address();

  /** The same in the form in which origins are told of it. */
  PeerAddress peer();

  /** The scheme of the URL that the client used. */
  Scheme scheme();

  /** What the client speaks; never {@link Protocol#AUTO}. */
  Protocol protocol();

  /**
   * Leaves HTTP behind the head of a 101, which has been written: from now on the bytes each way
   * are content, and the last content is the end of a direction. Only a client of HTTP/1.1 is asked
   * to (RFC 9113 8.6).
   */
  default void openTunnel() {
    throw new IllegalStateException("only HTTP/1.1 can be upgraded");
  }

  /** The exchange is over; {@code keepAlive} tells whether the response promised to go on. */
  void exchangeEnded(boolean keepAlive);

  /** Ends the response so that the client can't take what it got for the whole of it. */
  void reset();
}

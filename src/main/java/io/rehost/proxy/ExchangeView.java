package io.rehost.proxy;

import io.rehost.rule.Decision;
import io.rehost.rule.Protocol;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** What observers may know of an exchange. */
public interface ExchangeView {
  /** The number of the event loop, from 0: observers may keep one counter for each. */
  int worker();

  /** The client's head; null if the request was refused before it could be read. */
  @Nullable ClientHead clientHead();

  /**
   * The head that was sent to the origin, the last one if it was sent again; null if none was.
   * Unlike the exchange itself it stays valid, and does not change any more.
   */
  @Nullable SentHead sentHead();

  /** The client's address. */
  InetSocketAddress client();

  /** What the rules said; null if they were not asked. */
  @Nullable Decision decision();

  /** What {@link ExchangeListener#forwarded} gave; null if nothing. */
  default @Nullable ExchangeTrace trace() {
    return null;
  }

  /** The address really connected to; null if there was no connection. */
  @Nullable InetSocketAddress upstream();

  /** The Host that the origin saw; null if nothing was sent. */
  @Nullable String sentHost();

  /** The server name (RFC 6066 3) of the connection to the upstream; null without TLS. */
  @Nullable String serverName();

  /** What the client speaks; never {@link Protocol#AUTO}. */
  Protocol protocol();

  /**
   * What was spoken to the upstream, never {@link Protocol#AUTO}; null if there was no connection.
   */
  @Nullable Protocol upstreamProtocol();

  /** Whether the connection to the upstream had been used before. */
  boolean reused();

  /** The status that the client got; 0 if it got none. */
  int status();

  /** What went wrong; null if nothing did. */
  @Nullable ProxyError error();

  /** Bytes of request content that were relayed. */
  long bytesIn();

  /** Bytes of response content that were relayed. */
  long bytesOut();

  /** When it ended, as {@link System#nanoTime} counts. */
  long endedAt();

  /** From the request head to the end, in nanoseconds. */
  long durationNanos();

  /**
   * From the last byte of the request sent to the response head, in nanoseconds; -1 if none came.
   */
  long upstreamNanos();
}

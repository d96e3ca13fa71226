package io.rehost.upstream;

import io.rehost.rule.Destination;
import io.rehost.rule.Protocol;
import io.rehost.wire.Http2ClientCodec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The HTTP/2 connections to one destination that one event loop has, and those to come. */
final class Http2Connections {
  private final Set<Http2Connection> all = new LinkedHashSet<>();

  /** Those that may have a free stream. */
  private final Deque<Http2Connection> free = new ArrayDeque<>();

  private final List<Opening> openings = new ArrayList<>();
  private boolean http1;
  private int seats = Http2ClientCodec.MAX_STREAMS;
  private int idle;

  /** Null if nobody speaks HTTP/2 there. */
  static @Nullable Http2Connections to(Destination destination) {
    boolean possible =
        switch (destination.protocol()) {
          case AUTO -> destination.tls() != null;
          case HTTP1 -> false;
          case H2, H2C -> true;
        };
    return possible ? new Http2Connections() : null;
  }

  /** A stream of an open connection; null if there is none. */
  @Nullable UpstreamStream take() {
    for (Http2Connection first = free.peekFirst(); first != null; first = free.peekFirst()) {
      UpstreamStream stream = first.take();
      if (stream != null) {
        uncount(first);
        return stream;
      }
      free.removeFirst();
      first.listed = false;
    }
    return null;
  }

  /**
   * Waits with a connection's opener for it, as it will have room for many; false if there is none
   * with a seat, or none that is sure to stand, or to fail, in the waiter's time.
   */
  boolean join(Opening.Pending pending) {
    if (http1) {
      return false; // so was the last one: it would have room for one only
    }
    long now = System.nanoTime();
    for (Opening opening : openings) {
      if (opening.takes(pending, now, seats)) {
        opening.join(pending);
        return true;
      }
    }
    return false;
  }

  void opening(Opening opening) {
    openings.add(opening);
  }

  /** It stands, and is what {@code protocol} says; or it failed, and nothing is known of that. */
  void opened(Opening opening, @Nullable Protocol protocol) {
    openings.remove(opening);
    if (protocol != null) {
      http1 = protocol == Protocol.HTTP1;
    }
  }

  void add(Http2Connection connection) {
    seats = connection.maxStreams();
    all.add(connection);
    changed(connection);
  }

  /** Its streams are others than before. */
  void changed(Http2Connection connection) {
    if (!connection.listed && connection.takesRequests()) {
      connection.listed = true;
      free.addLast(connection);
    }
    if (connection.isIdle() && !connection.countedIdle) {
      connection.countedIdle = true;
      connection.idleSince = System.nanoTime();
      idle++;
    }
  }

  void remove(Http2Connection connection) {
    all.remove(connection);
    free.remove(connection);
    uncount(connection);
  }

  private void uncount(Http2Connection connection) {
    if (connection.countedIdle) {
      connection.countedIdle = false;
      idle--;
    }
  }

  /** How many carry no exchange. */
  int idle() {
    return idle;
  }

  void closeIdleSince(long time) {
    for (Http2Connection connection : List.copyOf(all)) {
      if (connection.isIdle() && connection.idleSince - time <= 0) {
        connection.retire();
      }
    }
  }

  /** Gives up one that carries no exchange; else lets one end with those that it carries. */
  void yieldOne() {
    Http2Connection given = null;
    for (Http2Connection connection : all) {
      if (!connection.takesRequests()) {
        return; // is on its way already
      }
      if (given == null || connection.isIdle()) {
        given = connection;
      }
    }
    if (given != null) {
      given.retire();
    }
  }
}

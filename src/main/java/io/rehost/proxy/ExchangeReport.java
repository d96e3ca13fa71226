package io.rehost.proxy;

import static java.util.Objects.requireNonNull;

import io.netty.handler.codec.http.HttpRequest;
import io.rehost.rule.Decision;
import io.rehost.rule.Destination;
import io.rehost.rule.Protocol;
import io.rehost.rule.Rule;
import io.rehost.rule.TlsIdentity;
import io.rehost.upstream.UpstreamStream;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** What there is to say of an exchange; written by it while it goes on. */
final class ExchangeReport implements ExchangeView {
  private static final long NONE = -1;

  private final int worker;
  private final ExchangeClient client;
  private final InetSocketAddress clientAddress;
  private final long startedAt = System.nanoTime();

  @Nullable ClientHead clientHead;
  @Nullable Decision decision;
  @Nullable ExchangeTrace trace;
  @Nullable InetSocketAddress upstream;
  private @Nullable Protocol upstreamProtocol;
  private @Nullable HttpRequest sent;
  @Nullable ProxyError error;
  boolean reused;
  int status;
  long bytesIn;
  long bytesOut;
  private long requestSentAt;
  private long upstreamNanos = NONE;
  private long endedAt;

  ExchangeReport(int worker, ExchangeClient client) {
    this.worker = worker;
    this.client = client;
    this.clientAddress = client.address(); // it may be gone when that is asked for
  }

  /** Where the client is, as origins are told. */
  PeerAddress peer() {
    return client.peer();
  }

  /** The client's head, once it has been read. */
  ClientHead head() {
    return requireNonNull(clientHead);
  }

  /** What was decided, once it has been. */
  Decision decided() {
    return requireNonNull(decision);
  }

  /** The rule that decided; null if none did, or none was asked. */
  @Nullable Rule rule() {
    return decision == null ? null : decision.rule();
  }

  /** When it began, a {@link System#nanoTime}. */
  long startedAt() {
    return startedAt;
  }

  void sentOver(HttpRequest request, UpstreamStream connection) {
    upstream = connection.address();
    upstreamProtocol = connection.protocol();
    reused = connection.reused();
    sent = request;
  }

  /** There was a connection, but the request could not be sent over it. */
  void failedAt(@Nullable InetSocketAddress address) {
    if (address != null) {
      upstream = address;
    }
  }

  /** The whole request has been handed on. */
  void requestSent(long now) {
    requestSentAt = now;
  }

  /** The origin answers; before the end of the request it took no time at all. */
  void responseStarted(int responseStatus, boolean requestComplete, long now) {
    status = responseStatus;
    upstreamNanos = requestComplete ? now - requestSentAt : 0;
  }

  void ended() {
    endedAt = System.nanoTime();
  }

  @Override
  public int worker() {
    return worker;
  }

  @Override
  public @Nullable ClientHead clientHead() {
    return clientHead;
  }

  @Override
  public @Nullable SentHead sentHead() {
    HttpRequest head = sent; // few want to see it: nothing is made of it before
    return head == null ? null : SentHead.of(head, requireNonNull(upstreamProtocol));
  }

  @Override
  public InetSocketAddress client() {
    return clientAddress;
  }

  @Override
  public @Nullable Decision decision() {
    return decision;
  }

  @Override
  public @Nullable ExchangeTrace trace() {
    return trace;
  }

  @Override
  public @Nullable InetSocketAddress upstream() {
    return upstream;
  }

  @Override
  public @Nullable String sentHost() {
    if (upstreamProtocol == null) {
      return null;
    }
    return switch (decided()) {
      case Decision.Override to -> to.host();
      case Decision.Keep to -> OutboundHead.host(head(), to);
      case Decision.Reject unused -> null;
    };
  }

  @Override
  public @Nullable String serverName() {
    if (upstream == null) {
      return null;
    }
    return switch (decided()) {
      case Decision.Override to -> serverName(to.destination());
      case Decision.Keep to -> serverName(to.destination());
      case Decision.Reject unused -> null;
    };
  }

  private static @Nullable String serverName(Destination destination) {
    TlsIdentity tls = destination.tls();
    return tls == null ? null : tls.serverName();
  }

  @Override
  public Protocol protocol() {
    return client.protocol();
  }

  @Override
  public @Nullable Protocol upstreamProtocol() {
    return upstreamProtocol;
  }

  @Override
  public boolean reused() {
    return reused;
  }

  @Override
  public int status() {
    return status;
  }

  @Override
  public @Nullable ProxyError error() {
    return error;
  }

  @Override
  public long bytesIn() {
    return bytesIn;
  }

  @Override
  public long bytesOut() {
    return bytesOut;
  }

  @Override
  public long endedAt() {
    return endedAt;
  }

  @Override
  public long durationNanos() {
    return endedAt - startedAt;
  }

  @Override
  public long upstreamNanos() {
    return upstreamNanos;
  }
}

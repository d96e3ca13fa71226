package io.rehost.proxy;

import static java.util.Objects.requireNonNull;

import io.rehost.rule.Decision;
import io.rehost.rule.Rule;
import io.rehost.upstream.UpstreamConnection;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** What there is to say of an exchange; written by it while it goes on. */
final class ExchangeReport implements ExchangeView {
  private static final long NONE = -1;

  private final int worker;
  private final InetSocketAddress client;
  private final long startedAt = System.nanoTime();

  @Nullable ClientHead clientHead;
  @Nullable Decision decision;
  @Nullable InetSocketAddress upstream;
  @Nullable ProxyError error;
  boolean reused;
  int status;
  long bytesIn;
  long bytesOut;
  private long requestSentAt;
  private long upstreamNanos = NONE;
  private long durationNanos;

  ExchangeReport(int worker, InetSocketAddress client) {
    this.worker = worker;
    this.client = client;
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

  void sentOver(UpstreamConnection connection) {
    upstream = connection.address();
    reused = connection.reused();
  }

  void requestSent() {
    requestSentAt = System.nanoTime();
  }

  /** The origin answers; before the end of the request it took no time at all. */
  void responseStarted(int responseStatus, boolean requestComplete) {
    status = responseStatus;
    upstreamNanos = requestComplete ? System.nanoTime() - requestSentAt : 0;
  }

  void ended() {
    durationNanos = System.nanoTime() - startedAt;
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
  public InetSocketAddress client() {
    return client;
  }

  @Override
  public @Nullable Decision decision() {
    return decision;
  }

  @Override
  public @Nullable InetSocketAddress upstream() {
    return upstream;
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
  public long durationNanos() {
    return durationNanos;
  }

  @Override
  public long upstreamNanos() {
    return upstreamNanos;
  }
}

package io.rehost.observe;

import io.rehost.proxy.ClientHead;
import io.rehost.proxy.ExchangeView;
import io.rehost.proxy.ProxyError;
import io.rehost.rule.Decision;
import io.rehost.rule.Protocol;
import io.rehost.rule.Rule;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What the access log says of an exchange, taken from it on its event loop; turned to text
 * elsewhere. Null stands for what there was not.
 *
 * @param startedMillis since 1970
 * @param status 0 if the client got none
 * @param upstreamNanos negative if there was no response
 */
record AccessRecord(
    long startedMillis,
    InetSocketAddress client,
    @Nullable String method,
    @Nullable String path,
    @Nullable String clientHost,
    @Nullable String sentHost,
    @Nullable String rule,
    @Nullable InetSocketAddress upstream,
    @Nullable String serverName,
    Protocol protocol,
    @Nullable Protocol upstreamProtocol,
    boolean reused,
    int status,
    @Nullable ProxyError error,
    long bytesIn,
    long bytesOut,
    long durationNanos,
    long upstreamNanos)
    implements RecordRing.Entry {
  private static final int NANOS_PER_MILLI = 1_000_000;

  /** An exchange that has just ended. */
  static AccessRecord of(ExchangeView exchange) {
    ClientHead head = exchange.clientHead();
    Decision decision = exchange.decision();
    Rule rule = decision == null ? null : decision.rule();
    return new AccessRecord(
        System.currentTimeMillis() - exchange.durationNanos() / NANOS_PER_MILLI,
        exchange.client(),
        head == null ? null : head.method(),
        head == null ? null : head.path(),
        head == null ? null : head.host(),
        exchange.sentHost(),
        rule == null ? null : rule.name(),
        exchange.upstream(),
        exchange.serverName(),
        exchange.protocol(),
        exchange.upstreamProtocol(),
        exchange.reused(),
        exchange.status(),
        exchange.error(),
        exchange.bytesIn(),
        exchange.bytesOut(),
        exchange.durationNanos(),
        exchange.upstreamNanos());
  }

  @Override
  public int length() {
    return length(method) + length(path) + length(clientHost);
  }

  private static int length(@Nullable String text) {
    return text == null ? 0 : text.length();
  }
}

package io.rehost.upstream;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Why an origin could not be used.
 *
 * @param detail for the log and the client: what happened, without anything secret
 * @param address that a connection stood to before it failed; null if none did, or it is known
 */
public record UpstreamFailure(Kind kind, String detail, @Nullable InetSocketAddress address) {
  UpstreamFailure(Kind kind, String detail) {
    this(kind, detail, null);
  }

  UpstreamFailure at(InetSocketAddress reached) {
    return new UpstreamFailure(kind, detail, reached);
  }

  /** Whether another attempt to connect may succeed. */
  public boolean mayPass() {
    return kind == Kind.CONNECT_REFUSED || kind == Kind.CONNECT_TIMEOUT;
  }

  /** The causes that a user can tell apart and do something about. */
  public enum Kind {
    /** Nobody listens there, or no route leads there. */
    CONNECT_REFUSED,
    /** No connection in the time allowed. */
    CONNECT_TIMEOUT,
    /** The name of the upstream does not resolve. */
    DNS,
    /** The name resolves to an address that is not allowed. */
    ADDRESS_PROHIBITED,
    /** Too many connections, too many waiting. */
    POOL_EXHAUSTED,
    /** The connection ended before the response did. */
    TERMINATED,
    /** The origin gave up this exchange, but not its connection (RFC 9113 5.4.2). */
    RESET,
    /** The origin provably has not processed the request (RFC 9113 8.7). */
    REFUSED,
    /** What came back is not HTTP. */
    MALFORMED_RESPONSE,
    /** What came back is a 101, but not one of HTTP. */
    MALFORMED_UPGRADE,
    /** A certificate, key or CA file of ours is missing or wrong. */
    TLS_FILES,
    /** No TLS came about. */
    TLS_PROTOCOL,
    /** The origin ended TLS by an alert. */
    TLS_ALERT,
    /** The origin's certificate leads to no trust anchor, or bears another name. */
    TLS_CERTIFICATE,
    /** A bug of the proxy. */
    DEFECT
  }
}

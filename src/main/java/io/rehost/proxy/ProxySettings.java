package io.rehost.proxy;

import io.rehost.rule.Rule;
import io.rehost.upstream.UpstreamSettings;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the data plane is told at its start.
 *
 * @param listen addresses to accept clients on; port 0 takes a free one
 * @param workers event loops; at least 1
 * @param retries how often a request is sent again that the origin provably did not process; 0 or
 *     more
 * @param loopId this proxy's name in CDN-Loop (RFC 8586), which no other proxy on the way has; null
 *     switches the loop guard off
 * @param forwarding what the origin is told about the client; null if nothing, and what the client
 *     said of itself stays as it is
 * @param via this proxy's name in Via (RFC 9110 7.6.3), of requests and of responses; null adds
 *     none
 * @param tls where clients are accepted with TLS; null for nowhere
 * @param upgrades names of the protocols that connections may be upgraded to, in lower case; never
 *     h2c, which RFC 9113 3.1 has taken back, and which takes requests past every check
 */
public record ProxySettings(
    List<InetSocketAddress> listen,
    int workers,
    Timeouts timeouts,
    Limits limits,
    int retries,
    UpstreamSettings upstream,
    @Nullable String loopId,
    @Nullable Forwarding forwarding,
    @Nullable String via,
    @Nullable Tls tls,
    Set<String> upgrades) {

  public ProxySettings {
    listen = List.copyOf(listen);
    upgrades = Set.copyOf(upgrades);
    if (upgrades.contains("h2c")) {
      throw new IllegalArgumentException("upgrades: \"h2c\" (expected: protocols but h2c)");
    }
  }

  /**
   * How long nothing may come.
   *
   * @param awaitsResponse whether it is a response that has to start
   * @param connected whether the request is on its way to its origin; until then every attempt to
   *     connect has a limit of its own
   * @param rule the rule that decided; null if none did
   */
  Duration silence(boolean awaitsResponse, boolean connected, @Nullable Rule rule) {
    if (!awaitsResponse) {
      return timeouts.idle();
    }
    Duration response = responseTimeout(rule);
    return connected ? response : response.plus(connectTimeout(rule).multipliedBy(1L + retries));
  }

  /** How long a response may take to start if {@code rule} decided; null means no rule did. */
  Duration responseTimeout(@Nullable Rule rule) {
    Duration own = rule == null ? null : rule.timeouts().response();
    return own == null ? timeouts.response() : own;
  }

  /** How long a connection may take if {@code rule} decided; null means no rule did. */
  Duration connectTimeout(@Nullable Rule rule) {
    Duration own = rule == null ? null : rule.timeouts().connect();
    return own == null ? upstream.connectTimeout() : own;
  }

  /**
   * Listeners for TLS. The files are read again when they change.
   *
   * @param addresses to accept clients on; port 0 takes a free one
   * @param certificate a chain in PEM, the certificate itself first
   * @param key its private key in PEM
   */
  public record Tls(List<InetSocketAddress> addresses, Path certificate, Path key) {
    public Tls {
      addresses = List.copyOf(addresses);
    }
  }

  /**
   * Limits in time; all positive.
   *
   * @param head until a request head is complete, from its first byte
   * @param response until the upstream's response starts, from the last byte of the request
   * @param idle without a byte either way within an exchange
   * @param keepAlive without a request on a client's connection
   */
  public record Timeouts(Duration head, Duration response, Duration idle, Duration keepAlive) {}

  /**
   * Limits in number.
   *
   * @param head bytes of a request head
   * @param connections open client connections
   */
  public record Limits(int head, int connections) {}
}

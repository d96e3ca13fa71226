package io.rehost.rule;

import java.util.Locale;

/**
 * A fixed origin server: where connections go, whatever Host is sent.
 *
 * @param scheme how to speak to it
 * @param host an IPv4 address, an IPv6 address without brackets, or a DNS name
 * @param port 1 to 65535
 */
public record Upstream(Scheme scheme, String host, int port) {

  /** Whether the connection is secured. */
  public enum Scheme {
    HTTP(80),
    HTTPS(443);

    private final int defaultPort;

    Scheme(int defaultPort) {
      this.defaultPort = defaultPort;
    }

    /** The port that is meant where none is written (RFC 9110 4.2). */
    public int defaultPort() {
      return defaultPort;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** {@code host:port} as one writes it in a URL, IPv6 addresses in brackets. */
  public String hostAndPort() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }

  @Override
  public String toString() {
    return scheme + "://" + hostAndPort();
  }
}

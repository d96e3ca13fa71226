package io.rehost.rule;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A fixed origin server: where connections go, whatever Host is sent.
 *
 * @param scheme how to speak to it
 * @param host an IPv4 address, an IPv6 address without brackets, or a DNS name
 * @param port 1 to 65535
 */
public record Upstream(Scheme scheme, String host, int port) {
  /** What {@link #parse} accepts, in words. */
  public static final String EXPECTED = "http://IP[:port] or https://IP[:port], IPv6 in brackets";

  /**
   * Reads {@code http://HOST[:port]} or {@code https://HOST[:port]}, the scheme without regard to
   * case, the host an IPv4 address, an IPv6 address in brackets or a DNS name. There is nothing
   * after it: a path here would raise the hope that it is put before that of the request.
   *
   * @return null if the text is not of that form
   */
  public static @Nullable Upstream parse(String text) {
    int slashes = text.indexOf("://");
    Scheme scheme = slashes < 0 ? null : Scheme.parse(text.substring(0, slashes));
    String rest = scheme == null ? null : HostName.withALabels(text.substring(slashes + 3));
    Authority authority = rest == null || rest.endsWith(":") ? null : Authority.parse(rest);
    if (scheme == null || authority == null || authority.port() == 0) {
      return null;
    }
    String host = authority.host();
    return new Upstream(
        scheme,
        host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
        authority.port() == Authority.NO_PORT ? scheme.defaultPort() : authority.port());
  }

  /** Whether the host is an IP address, so that nothing has to be resolved. */
  public boolean isAddress() {
    return host.indexOf(':') >= 0 || IpLiteral.isIpv4(host);
  }

  /** Whether the connection is secured. */
  public enum Scheme {
    HTTP(80),
    HTTPS(443);

    private final int defaultPort;
    private final String text = name().toLowerCase(Locale.ROOT);

    Scheme(int defaultPort) {
      this.defaultPort = defaultPort;
    }

    /** The port that is meant where none is written (RFC 9110 4.2). */
    public int defaultPort() {
      return defaultPort;
    }

    @Override
    public String toString() {
      return text;
    }

    private static @Nullable Scheme parse(String text) {
      for (Scheme scheme : values()) {
        if (scheme.name().equalsIgnoreCase(text)) {
          return scheme;
        }
      }
      return null;
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

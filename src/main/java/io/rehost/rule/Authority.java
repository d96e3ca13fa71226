package io.rehost.rule;

import org.jspecify.annotations.Nullable;

/**
 * A host and an optional port (RFC 3986 3.2), in the form in which authorities are compared.
 *
 * @param host a host name or IPv4 address in lower case without trailing dot, or an IPv6 address in
 *     its canonical text (RFC 5952) and in brackets
 * @param port 0 to 65535 or {@link #NO_PORT}
 */
public record Authority(String host, int port) {
  /** No port is written. */
  public static final int NO_PORT = -1;

  /** What {@link #parse} accepts, in words. */
  public static final String EXPECTED =
      "a host name, an IPv4 address or an IPv6 address in brackets, then an optional :port";

  private static final int HIGHEST_PORT = 65_535;

  /**
   * Reads {@code host[:port]}. More narrow than RFC 3986 on purpose, as this is what a client
   * chose: no user information, no percent-encoding, no comma, no empty label, no IPvFuture, no
   * zone. A colon without digits means no port (RFC 3986 3.2.3).
   *
   * @return null if the text is not of that form
   */
  public static @Nullable Authority parse(String text) {
    return text.startsWith("[") ? parseBracketed(text) : parseName(text);
  }

  /**
   * The authority of a host, written as {@link #parse} accepts it, and a port.
   *
   * @throws IllegalArgumentException if the host or the port is not valid
   */
  public static Authority of(String host, int port) {
    Authority authority = parse(host);
    if (authority == null
        || host.endsWith(":")
        || authority.port != NO_PORT
        || port < NO_PORT
        || port > HIGHEST_PORT) {
      throw new IllegalArgumentException(host + ":" + port + " (expected: " + EXPECTED + ")");
    }
    return new Authority(authority.host, port);
  }

  /** Whether the host is an IPv4 or IPv6 address. */
  public boolean isAddress() {
    return host.charAt(0) == '[' || IpLiteral.isIpv4(host);
  }

  /** As it is written on the wire. */
  @Override
  public String toString() {
    return port == NO_PORT ? host : host + ":" + port;
  }

  private static @Nullable Authority parseName(String text) {
    int colon = text.indexOf(':');
    int port = parsePort(text, colon);
    if (port < NO_PORT) {
      return null;
    }
    String host = HostName.canonical(colon < 0 ? text : text.substring(0, colon));
    return host == null ? null : new Authority(host, port);
  }

  private static @Nullable Authority parseBracketed(String text) {
    int bracket = text.indexOf(']');
    if (bracket < 0 || (bracket + 1 < text.length() && text.charAt(bracket + 1) != ':')) {
      return null;
    }
    int port = parsePort(text, bracket + 1 < text.length() ? bracket + 1 : -1);
    if (port < NO_PORT) {
      return null;
    }
    String address = IpLiteral.canonicalIpv6(text.substring(1, bracket));
    return address == null ? null : new Authority("[" + address + "]", port);
  }

  /** The port after that colon; less than {@link #NO_PORT} if there is something else. */
  private static int parsePort(String text, int colon) {
    if (colon < 0 || colon + 1 == text.length()) {
      return NO_PORT;
    }
    int port = 0;
    for (int i = colon + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!IpLiteral.isDigit(c)) {
        return NO_PORT - 1;
      }
      port = port * 10 + (c - '0');
      if (port > HIGHEST_PORT) {
        return NO_PORT - 1;
      }
    }
    return port;
  }
}

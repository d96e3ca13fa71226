package io.rehost.rule;

/**
 * A host and an optional port (RFC 3986 3.2), in the form in which authorities are compared.
 *
 * @param host lower case, without trailing dot; IPv6 addresses in brackets
 * @param port or {@link #NO_PORT}
 */
public record Authority(String host, int port) {
  /** No port is written. */
  public static final int NO_PORT = -1;
}

package io.rehost.rule;

/** Names that a host is compared with: without case and trailing dot, in A-labels. */
public sealed interface HostPattern {
  /** The port to compare, or {@link Authority#NO_PORT} if the port does not matter. */
  int port();

  /** This host name or IP literal. */
  record Exact(String host, int port) implements HostPattern {}

  /**
   * {@code *.suffix}: one or more labels before the suffix.
   *
   * @param suffix without the asterisk and its dot
   */
  record Wildcard(String suffix, int port) implements HostPattern {}
}

package io.rehost.rule;

import org.jspecify.annotations.Nullable;

/** Names that a host is compared with: without case and trailing dot, in A-labels. */
public sealed interface HostPattern {
  /** What {@link #parse} accepts, in the words of the contract; ports and IP literals go unsaid. */
  String EXPECTED = "a host name, or *.suffix";

  /**
   * What is to be said, beside the accepted form, of a name that is not accepted as it might mean
   * two: it has ß, final ς or a joiner, and standards differ in their A-labels. Else empty.
   */
  static String hint(String text) {
    return HostName.needsALabel(text) ? "; write this one in its A-label, xn--…" : "";
  }

  /** The port to compare, or {@link Authority#NO_PORT} if the port does not matter. */
  int port();

  /**
   * Whether the host is of this pattern. Ports are compared as they are written: {@code a.test:80}
   * is not {@code a.test}, as what a missing port means depends on the scheme.
   */
  boolean matches(Authority authority);

  /** Whether every authority that the other pattern matches is matched by this one. */
  boolean covers(HostPattern other);

  /**
   * Reads {@code name[:port]}, {@code *.name[:port]} or an IP literal (IPv6 in brackets). Non-ASCII
   * names are taken as IDN. The asterisk stands alone and in the first place only.
   *
   * @return null if the text is not of that form
   */
  static @Nullable HostPattern parse(String text) {
    boolean wildcard = text.startsWith("*.");
    String name = HostName.withALabels(wildcard ? text.substring(2) : text);
    if (name == null || name.endsWith(":")) {
      return null;
    }
    Authority authority = Authority.parse(name);
    if (authority == null) {
      return null;
    }
    if (!wildcard) {
      return new Exact(authority.host(), authority.port());
    }
    return authority.isAddress() ? null : new Wildcard(authority.host(), authority.port());
  }

  /** This host name or IP literal. */
  record Exact(String host, int port) implements HostPattern {
    @Override
    public boolean matches(Authority authority) {
      return portFits(port, authority.port()) && host.equals(authority.host());
    }

    @Override
    public boolean covers(HostPattern other) {
      return other instanceof Exact exact && portFits(port, exact.port) && host.equals(exact.host);
    }

    /** As in a rules document. */
    @Override
    public String toString() {
      return withPort(host, port);
    }
  }

  /**
   * {@code *.suffix}: one or more labels before the suffix.
   *
   * @param suffix without the asterisk and its dot
   */
  record Wildcard(String suffix, int port) implements HostPattern {
    @Override
    public boolean matches(Authority authority) {
      return portFits(port, authority.port()) && isBelow(authority.host());
    }

    @Override
    public boolean covers(HostPattern other) {
      return portFits(port, other.port())
          && switch (other) {
            case Exact exact -> isBelow(exact.host());
            case Wildcard wildcard -> suffix.equals(wildcard.suffix) || isBelow(wildcard.suffix);
          };
    }

    /** What the asterisk stands for in a host that this pattern matches. */
    String textIn(Authority authority) {
      String host = authority.host();
      return host.substring(0, host.length() - suffix.length() - 1);
    }

    private boolean isBelow(String host) {
      int dot = host.length() - suffix.length() - 1;
      return dot > 0 && host.charAt(dot) == '.' && host.endsWith(suffix);
    }

    /** As in a rules document. */
    @Override
    public String toString() {
      return withPort("*." + suffix, port);
    }
  }

  private static boolean portFits(int wanted, int port) {
    return wanted == Authority.NO_PORT || wanted == port;
  }

  private static String withPort(String host, int port) {
    return port == Authority.NO_PORT ? host : host + ":" + port;
  }
}

package io.rehost.proxy;

import static java.util.Objects.requireNonNull;

import io.rehost.rule.Authority;
import io.rehost.rule.Decision;
import io.rehost.rule.Upstream;
import io.rehost.rule.Upstream.Scheme;
import org.jspecify.annotations.Nullable;

/**
 * The name that the origin was made to believe it has, and the one that the client used in its
 * place. Maps the first to the second, wherever the origin writes it. Pure.
 *
 * @param origin the override
 * @param clientHost the client's Host as sent
 * @param client the same, in the form in which authorities are compared
 */
record ReturnNames(
    Authority origin, Upstream upstream, Scheme clientScheme, String clientHost, Authority client) {

  /** The names of one exchange; null if the client, speaking HTTP/1.0, used none. */
  static @Nullable ReturnNames of(Decision.Override decision, ClientHead head) {
    String clientHost = head.host();
    if (clientHost == null) {
      return null;
    }
    Authority origin = requireNonNull(Authority.parse(decision.host()), "a host to send is valid");
    return new ReturnNames(
        origin, decision.destination().upstream(), head.scheme(), clientHost, head.authority());
  }

  /**
   * A URI reference (RFC 3986 4.1) as the client has to write it; the argument if it does not name
   * the origin: a relative one, another host, subdomain or port, one with user information.
   *
   * <p>With the upstream's scheme, scheme, host and port become the client's. So does the authority
   * of a network-path reference ({@code //host/path}), whose scheme is the one that the origin is
   * spoken to with. With the other scheme only the name is mapped: an origin that sends people to
   * https shall not send them back to the http URL that they came from.
   */
  String url(String reference) {
    boolean networkPath = reference.startsWith("//");
    Scheme scheme = networkPath ? upstream.scheme() : schemeOf(reference);
    if (scheme == null) {
      return reference;
    }
    int start = networkPath ? 2 : scheme.toString().length() + 3;
    int end = authorityEnd(reference, start);
    if (!namesOrigin(reference.substring(start, end), scheme)) {
      return reference;
    }
    String rest = reference.substring(end);
    if (networkPath) {
      return "//" + clientHost + rest;
    }
    if (scheme == upstream.scheme()) {
      return clientScheme + "://" + clientHost + rest;
    }
    return isClientLocal() ? reference : reference.substring(0, start) + clientName() + rest;
  }

  /**
   * Whether the Domain of a cookie (RFC 6265 5.2.3), with or without leading dot, is the origin.
   */
  boolean isOriginDomain(String domain) {
    Authority named = Authority.parse(domain.startsWith(".") ? domain.substring(1) : domain);
    return named != null && named.port() == Authority.NO_PORT && named.host().equals(origin.host());
  }

  /** The client's Host without its port. */
  String clientName() {
    int colon = clientHost.lastIndexOf(':');
    return colon > clientHost.lastIndexOf(']') ? clientHost.substring(0, colon) : clientHost;
  }

  private boolean namesOrigin(String authority, Scheme scheme) {
    Authority named = Authority.parse(authority);
    if (named == null || !named.host().equals(origin.host())) {
      return false;
    }
    int port = named.port();
    return port == Authority.NO_PORT
        || port == scheme.defaultPort()
        || port == origin.port()
        || port == upstream.port();
  }

  /** A name of this machine only (RFC 6761 6.3) or an address: there is no https there. */
  private boolean isClientLocal() {
    String host = client.host();
    return host.equals("localhost") || host.endsWith(".localhost") || client.isAddress();
  }

  private static @Nullable Scheme schemeOf(String reference) {
    for (Scheme scheme : Scheme.values()) {
      String start = scheme + "://";
      if (reference.regionMatches(true, 0, start, 0, start.length())) {
        return scheme;
      }
    }
    return null;
  }

  /** RFC 3986 3.2. */
  private static int authorityEnd(String reference, int start) {
    int end = start;
    while (end < reference.length() && "/?#".indexOf(reference.charAt(end)) < 0) {
      end++;
    }
    return end;
  }
}

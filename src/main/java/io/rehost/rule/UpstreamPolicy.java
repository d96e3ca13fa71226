package io.rehost.rule;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Predicate;

/**
 * Where upstreams may lie: keeps a rule, or a name that is resolved anew, from turning the proxy
 * against its own host or the cloud's metadata service (169.254.169.254).
 *
 * <p>Link-local addresses are allowed only by a range that itself lies within 169.254.0.0/16 or
 * fe80::/10; {@code 0.0.0.0/0} does not name them. The proxy's own listeners never are.
 *
 * @param allowed empty means every address that is not link-local
 * @param own what this process listens on; the address may be a wildcard
 * @param local whether an address is one of this machine's; asked only for the ports of {@code own}
 */
public record UpstreamPolicy(
    List<Cidr> allowed, List<InetSocketAddress> own, Predicate<InetAddress> local) {
  private static final List<Cidr> LINK_LOCAL =
      List.of(
          new Cidr(InetAddress.ofLiteral("169.254.0.0"), 16),
          new Cidr(InetAddress.ofLiteral("fe80::"), 10));

  public UpstreamPolicy {
    allowed = List.copyOf(allowed);
    own = List.copyOf(own);
  }

  /** Whether a connection may be made to a resolved address and port. Safe from any thread. */
  public boolean allows(InetSocketAddress address) {
    return allows(address.getAddress()) && !isOwn(address.getAddress(), address.getPort());
  }

  /** Whether some port of an address may be connected to. Safe from any thread. */
  public boolean allows(InetAddress address) {
    for (Cidr range : LINK_LOCAL) {
      if (range.contains(address)) {
        return allowed.stream().anyMatch(named -> range.contains(named) && named.contains(address));
      }
    }
    return allowed.isEmpty() || allowed.stream().anyMatch(range -> range.contains(address));
  }

  private boolean isOwn(InetAddress address, int port) {
    for (InetSocketAddress listener : own) {
      if (listener.getPort() == port && reaches(address, listener.getAddress())) {
        return true;
      }
    }
    return false;
  }

  /** Connecting to the unspecified address reaches the machine itself (RFC 1122 3.2.1.3). */
  private boolean reaches(InetAddress address, InetAddress listener) {
    if (listener.isAnyLocalAddress() || address.isAnyLocalAddress()) {
      return address.isAnyLocalAddress() || address.isLoopbackAddress() || local.test(address);
    }
    return listener.equals(address);
  }
}

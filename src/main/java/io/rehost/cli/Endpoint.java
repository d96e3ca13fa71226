package io.rehost.cli;

import io.rehost.rule.Authority;
import java.net.InetSocketAddress;
import java.util.Objects;

/**
 * Addresses as one writes them in a URL. Without Netty, which says more than wanted as it loads.
 */
final class Endpoint {
  private Endpoint() {}

  /** {@code 127.0.0.1:15080}, {@code [::1]:15080}. */
  static String text(InetSocketAddress address) {
    String ip = address.getAddress().getHostAddress();
    String host = ip.indexOf(':') < 0 ? ip : "[" + ip + "]";
    // an address of an interface (fe80::1%eth0) is no authority, and stays as it is
    return Objects.requireNonNullElse(Authority.parse(host), host) + ":" + address.getPort();
  }
}

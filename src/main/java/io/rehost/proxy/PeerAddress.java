package io.rehost.proxy;

import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Where a connection comes from, in the one form in which addresses are compared and written: an
 * IPv4-mapped IPv6 address, which a listener of both families may see, is the IPv4 address that it
 * stands for (RFC 4291 2.5.5.2), and there is no zone.
 */
final class PeerAddress {
  private final InetAddress address;
  private final String text;

  PeerAddress(InetAddress address) {
    this.address = address instanceof Inet6Address ? withoutMappingAndZone(address) : address;
    this.text = NetUtil.toAddressString(this.address);
  }

  InetAddress address() {
    return address;
  }

  private static InetAddress withoutMappingAndZone(InetAddress address) {
    try {
      return InetAddress.getByAddress(address.getAddress());
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("an address of 16 bytes is one", e);
    }
  }

  /** In decimal parts, or as RFC 5952 writes it, without brackets. */
  @Override
  public String toString() {
    return text;
  }

  /** As a node of Forwarded (RFC 7239 6): IPv6 in brackets, and so in quotes. */
  String node() {
    return address instanceof Inet6Address ? "\"[" + text + "]\"" : text;
  }
}

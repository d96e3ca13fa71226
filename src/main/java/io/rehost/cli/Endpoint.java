package io.rehost.cli;

import io.netty.util.NetUtil;
import java.net.InetSocketAddress;

/** Addresses as one writes them in a URL. */
final class Endpoint {
  private Endpoint() {}

  /** {@code 127.0.0.1:15080}, {@code [::1]:15080}. */
  static String text(InetSocketAddress address) {
    return NetUtil.toSocketAddressString(address);
  }
}

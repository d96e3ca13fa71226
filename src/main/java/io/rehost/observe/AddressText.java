package io.rehost.observe;

import io.rehost.rule.Authority;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Socket addresses as they are written in URLs. */
public final class AddressText {
  private AddressText() {}

  /** {@code 10.0.0.12:80}, {@code [::1]:80}, without a zone. */
  public static String of(InetSocketAddress address) {
    String ip = address.getAddress().getHostAddress();
    if (ip.indexOf(':') < 0) {
      return Authority.of(ip, address.getPort()).toString();
    }
    int zone = ip.indexOf('%');
    String host = "[" + (zone < 0 ? ip : ip.substring(0, zone)) + "]";
    return Authority.of(host, address.getPort()).toString();
  }

  /** The address alone: {@code 10.0.0.12}, {@code 0:0:0:0:0:0:0:1}, without a zone. */
  static String ip(InetSocketAddress address) {
    String ip = address.getAddress().getHostAddress();
    int zone = ip.indexOf('%');
    return zone < 0 ? ip : ip.substring(0, zone);
  }

  /** The same; null for null. */
  static @Nullable String ofNullable(@Nullable InetSocketAddress address) {
    return address == null ? null : of(address);
  }
}

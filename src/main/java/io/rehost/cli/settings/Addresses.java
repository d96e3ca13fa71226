package io.rehost.cli.settings;

import io.rehost.rule.Cidr;
import io.rehost.rule.Upstream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Forms of addresses. Names are never looked up here. */
final class Addresses {
  /** Where to listen; port 0 means one that is free. */
  static final Form<InetSocketAddress> LISTEN =
      new Form<>("an address such as 0.0.0.0:15080 or [::1]:15080", Addresses::listen);

  /** The same, said of a listener that can be switched off. */
  static final Form<InetSocketAddress> LISTEN_OR_OFF =
      new Form<>("an address such as 127.0.0.1:15082, or off", Addresses::listen);

  /** A range, or a single address. */
  static final Form<Cidr> RANGE =
      new Form<>(
          "a range of addresses such as 10.0.0.0/8 or fd00::/8",
          text -> Optional.ofNullable(Cidr.parse(text)));

  /** An origin. */
  static final Form<Upstream> UPSTREAM =
      new Form<>(Upstream.EXPECTED, text -> Optional.ofNullable(Upstream.parse(text)));

  private static final Pattern AUTHORITY =
      Pattern.compile("(?:\\[([^\\[\\]]+)]|([^\\[\\]:]+)):([0-9]{1,5})");

  private Addresses() {}

  private static Optional<InetSocketAddress> listen(String text) {
    Matcher parts = AUTHORITY.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    InetAddress address = literal(parts);
    int port = Integer.parseInt(parts.group(3));
    return address == null || port > 65_535
        ? Optional.empty()
        : Optional.of(new InetSocketAddress(address, port));
  }

  /**
   * The address that an authority names by number; brackets are for IPv6 alone (RFC 3986 3.2.2).
   */
  private static @Nullable InetAddress literal(Matcher authority) {
    String bracketed = authority.group(1);
    if (bracketed != null) {
      return bracketed.indexOf(':') < 0 ? null : Cidr.address(bracketed);
    }
    return Cidr.address(authority.group(2));
  }
}

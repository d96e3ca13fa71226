package io.rehost.rule;

import java.net.InetAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A range of addresses (RFC 4632 3.1, RFC 4291 2.3). IPv4-mapped IPv6 addresses count as the IPv4
 * addresses that they stand for.
 *
 * @param network its bits beyond the prefix are not looked at
 * @param prefix how many leading bits count: 0 to 32, or 0 to 128 for IPv6
 */
public record Cidr(InetAddress network, int prefix) {
  private static final Pattern FORM =
      Pattern.compile("([0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)(?:/([0-9]{1,3}))?");
  private static final Pattern DOTTED_QUAD = Pattern.compile("[0-9]+\\.[0-9]+\\.[0-9]+\\.[0-9]+");

  public Cidr {
    if (prefix < 0 || prefix > bits(network)) {
      throw new IllegalArgumentException(
          "prefix: " + prefix + " (expected: 0 to " + bits(network) + ")");
    }
  }

  /**
   * Reads {@code 10.0.0.0/8}, {@code fd00::/8} or a single address. Names are never looked up.
   *
   * @return null if the text is neither
   */
  public static @Nullable Cidr parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      return null;
    }
    InetAddress network = address(parts.group(1));
    if (network == null) {
      return null;
    }
    String prefix = parts.group(2);
    int length = prefix == null ? bits(network) : Integer.parseInt(prefix);
    return length > bits(network) ? null : new Cidr(network, length);
  }

  /**
   * Reads an IPv4 address in four decimal parts, or an IPv6 address without brackets and zone.
   * Names are never looked up.
   *
   * @return null if the text is neither
   */
  public static @Nullable InetAddress address(String text) {
    // The JDK also takes 10.1 for 10.0.0.1, and looks up the interface of a zone.
    if (text.indexOf('%') >= 0 || (text.indexOf(':') < 0 && !DOTTED_QUAD.matcher(text).matches())) {
      return null;
    }
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException notAnAddress) {
      return null;
    }
  }

  /** Whether an address lies in this range. */
  public boolean contains(InetAddress address) {
    byte[] mine = network.getAddress();
    byte[] its = address.getAddress();
    if (mine.length != its.length) {
      return false;
    }
    for (int bit = 0; bit < prefix; bit += Byte.SIZE) {
      int mask = prefix - bit >= Byte.SIZE ? 0xff : 0xff << (Byte.SIZE - (prefix - bit));
      if (((mine[bit / Byte.SIZE] ^ its[bit / Byte.SIZE]) & mask & 0xff) != 0) {
        return false;
      }
    }
    return true;
  }

  /** Whether every address of another range lies in this one. */
  public boolean contains(Cidr other) {
    return other.prefix >= prefix && contains(other.network);
  }

  @Override
  public String toString() {
    return network.getHostAddress() + "/" + prefix;
  }

  private static int bits(InetAddress address) {
    return address.getAddress().length * Byte.SIZE;
  }
}

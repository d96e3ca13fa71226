package io.rehost.cli.settings;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * What a process will bind, each address with its key. Two listeners on one port would fail at the
 * second one's bind, after a part has started.
 */
final class BoundAddresses {
  private final List<Named> all = new ArrayList<>();

  void add(String key, InetSocketAddress address) {
    all.add(new Named(key, address));
  }

  /** Notes a problem for each address that an earlier one takes. */
  void rejectOverlaps(SettingReader reader) {
    for (int later = 1; later < all.size(); later++) {
      for (Named earlier : all.subList(0, later)) {
        if (earlier.overlaps(all.get(later))) {
          reader.reject(all.get(later).key(), "a port that " + earlier.key() + " does not take");
          break;
        }
      }
    }
  }

  private record Named(String key, InetSocketAddress address) {
    boolean overlaps(Named other) {
      InetAddress mine = address.getAddress();
      InetAddress its = other.address.getAddress();
      return address.getPort() != 0
          && address.getPort() == other.address.getPort()
          && mine.getClass() == its.getClass()
          && (mine.equals(its) || mine.isAnyLocalAddress() || its.isAnyLocalAddress());
    }
  }
}

package io.rehost.cli.settings;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a process listens on. Addresses are literal; port 0 means one that is free.
 *
 * @param plain HTTP/1.1 and h2c. Anything but loopback makes the proxy reachable for the network
 * @param tls empty: no TLS listener
 * @param management health and metrics
 * @param console empty: closed. It shows heads of requests: loopback unless there is a reason
 */
public record ListenSettings(
    List<InetSocketAddress> plain,
    Optional<Tls> tls,
    InetSocketAddress management,
    Optional<InetSocketAddress> console) {
  private static final String PLAIN = "REHOST_LISTEN";
  private static final String TLS = "REHOST_LISTEN_TLS";
  static final String CERTIFICATE = "REHOST_TLS_CERTIFICATE";
  static final String KEY = "REHOST_TLS_KEY";
  static final String MANAGEMENT = "REHOST_MANAGEMENT";
  static final String CONSOLE = "REHOST_CONSOLE";

  /**
   * Listeners for TLS.
   *
   * @param addresses not empty
   * @param certificate a PEM chain, reloaded when it changes
   * @param key its private key in PEM
   */
  public record Tls(List<InetSocketAddress> addresses, Path certificate, Path key) {
    public Tls {
      addresses = List.copyOf(addresses);
    }
  }

  /** All addresses, in the order of the components. */
  public List<InetSocketAddress> all() {
    return Stream.of(
            plain.stream(),
            tls.stream().flatMap(listeners -> listeners.addresses().stream()),
            Stream.of(management),
            console.stream())
        .flatMap(addresses -> addresses)
        .toList();
  }

  static ListenSettings read(SettingReader reader) {
    ListenSettings listen =
        new ListenSettings(
            reader.list(PLAIN, Addresses.LISTEN, List.of(wildcard(15_080))),
            tls(reader),
            management(reader),
            console(reader));
    listen.rejectOverlaps(reader);
    return listen;
  }

  private static Optional<Tls> tls(SettingReader reader) {
    List<InetSocketAddress> addresses = reader.list(TLS, Addresses.LISTEN, List.of());
    Optional<Path> certificate = reader.find(CERTIFICATE, Form.FILE);
    Optional<Path> key = reader.find(KEY, Form.FILE);
    if (!reader.isSet(TLS)) {
      return Optional.empty();
    }
    for (String needed : List.of(CERTIFICATE, KEY)) {
      if (!reader.isSet(needed)) {
        reader.reject(needed, "a PEM file's path, because " + TLS + " is set");
      }
    }
    return addresses.isEmpty() || certificate.isEmpty() || key.isEmpty()
        ? Optional.empty()
        : Optional.of(new Tls(addresses, certificate.get(), key.get()));
  }

  /** Where health and metrics are, as in every mode. */
  static InetSocketAddress management(SettingReader reader) {
    return reader.read(MANAGEMENT, Addresses.LISTEN, wildcard(15_081));
  }

  /** Where the console is, as in every mode; empty: closed. */
  static Optional<InetSocketAddress> console(SettingReader reader) {
    if (reader.isOff(CONSOLE)) {
      return Optional.empty();
    }
    InetSocketAddress byDefault = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 15_082);
    return Optional.of(reader.read(CONSOLE, Addresses.LISTEN_OR_OFF, byDefault));
  }

  private void rejectOverlaps(SettingReader reader) {
    BoundAddresses bound = new BoundAddresses();
    plain.forEach(address -> bound.add(PLAIN, address));
    tls.ifPresent(t -> t.addresses().forEach(address -> bound.add(TLS, address)));
    bound.add(MANAGEMENT, management);
    console.ifPresent(address -> bound.add(CONSOLE, address));
    bound.rejectOverlaps(reader);
  }

  static InetSocketAddress wildcard(int port) {
    return new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), port);
  }
}

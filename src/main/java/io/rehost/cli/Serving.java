package io.rehost.cli;

import io.quarkus.runtime.JVMUnsafeWarningsControl;
import io.rehost.cli.settings.Settings;
import io.rehost.proxy.ProxyServer;
import java.io.IOException;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What answers clients: the rules, who is told of exchanges, event loops and listeners. It needs
 * nothing of Quarkus and is up before it, as that takes several times as long. To be closed once;
 * once more does no harm.
 */
final class Serving implements AutoCloseable {
  private final OpenParts open = new OpenParts();
  private final RuleSources sources;
  private final Observers observers;
  private final ProxyServer server;

  private Serving(Settings settings) throws IOException {
    sources = new RuleSources(settings.rules(), DataPlane.defaults(settings));
    open.push(sources);
    sources.startFile(); // is read while the listeners are being bound
    observers = new Observers(settings);
    open.push(observers);
    try {
      server =
          ProxyServer.start(DataPlane.settings(settings), sources.rules(), observers.listener());
    } catch (IOException e) {
      open.close();
      throw e;
    }
    open.push(server);
  }

  /**
   * Begins to serve by the rules file, if one is named.
   *
   * @throws IOException if an address can't be bound; nothing is left running then
   */
  static Serving start(Settings settings) throws IOException {
    prepareNetty();
    return new Serving(settings);
  }

  /**
   * What Quarkus does for Netty before it is first used: no warnings of the JVM about its use of
   * Unsafe, which is known; chunks of 64 KiB, and a number for this machine, as to look for a
   * network card's takes time.
   */
  private static void prepareNetty() {
    JVMUnsafeWarningsControl.disableUnsafeRelatedWarnings();
    byte[] machine = new byte[8];
    ThreadLocalRandom.current().nextBytes(machine);
    var properties = System.getProperties();
    properties.putIfAbsent("io.netty.machineId", HexFormat.ofDelimiter(":").formatHex(machine));
    properties.putIfAbsent("io.netty.allocator.maxOrder", "3");
    properties.putIfAbsent(
        "io.netty.allocator.disableCacheFinalizersForFastThreadLocalThreads", "true");
  }

  /** Where the rules come from, and those in force. */
  RuleSources sources() {
    return sources;
  }

  /** Who is told of exchanges. */
  Observers observers() {
    return observers;
  }

  /** Event loops and listeners. */
  ProxyServer server() {
    return server;
  }

  @Override
  public void close() {
    open.close();
  }
}

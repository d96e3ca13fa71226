package io.rehost.cli;

import static java.util.stream.Collectors.toSet;

import io.rehost.cli.settings.Settings;
import io.rehost.console.Console;
import io.rehost.observe.AddressText;
import io.rehost.rule.ActiveRules;
import io.rehost.rule.RuleChange;
import io.rehost.rule.RuleInForce;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.jboss.logging.Logger;

/** The console of a proxy, unless it is switched off. */
final class ProxyConsole implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(ProxyConsole.class);

  private final Optional<Console> console;
  private final Optional<InetSocketAddress> address;

  private ProxyConsole(Optional<Console> console, Optional<InetSocketAddress> address) {
    this.console = console;
    this.address = address;
  }

  /**
   * Listens on REHOST_CONSOLE.
   *
   * @throws IOException if the address is taken
   */
  static ProxyConsole start(Vertx vertx, Settings settings, ActiveRules rules, Observers observers)
      throws IOException {
    Optional<InetSocketAddress> wanted = settings.listen().console();
    if (wanted.isEmpty()) {
      return new ProxyConsole(Optional.empty(), Optional.empty());
    }
    rules.addListener(change -> forget(change, observers));
    Console console =
        Console.start(
            vertx,
            wanted.get(),
            reason -> StartCheck.taken("REHOST_CONSOLE", wanted.get(), reason),
            new Console.Views(
                rules,
                observers.hits(),
                observers.tap(),
                new LiveExplanation(rules, DataPlane.upgrades(settings), DataPlane.probe(settings)),
                LogLevelChange.levels()));
    InetSocketAddress bound = new InetSocketAddress(wanted.get().getAddress(), console.port());
    LOG.infof("console address=%s", AddressText.of(bound));
    return new ProxyConsole(Optional.of(console), Optional.of(bound));
  }

  private static void forget(RuleChange change, Observers observers) {
    switch (change) {
      case RuleChange.Replaced replaced ->
          observers
              .hits()
              .retain(replaced.rules().rules().stream().map(RuleInForce::name).collect(toSet()));
      case RuleChange.Kept _, RuleChange.None _ -> {}
    }
  }

  /** Where it listens; empty if it does not. */
  Optional<InetSocketAddress> address() {
    return address;
  }

  @Override
  public void close() {
    console.ifPresent(Console::close);
  }
}

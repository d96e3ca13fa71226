package io.rehost.cli;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.prometheus.client.CollectorRegistry;
import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.QuarkusApplication;
import io.rehost.cli.settings.Settings;
import io.rehost.observe.AddressText;
import io.rehost.observe.ConnectionMetrics;
import io.rehost.observe.RuleMetrics;
import io.rehost.proxy.ProxyServer;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The sidecar's life: listeners and rules from a file, then Quarkus with the management port, rules
 * from ConfigMaps, until a signal; then the drain, while the management port still answers.
 */
@Singleton
@Unremovable // Quarkus looks it up by its class, which its search for unused beans can't see
final class ProxyApplication implements QuarkusApplication {
  private static final Logger LOG = Logger.getLogger(ProxyApplication.class);
  private static final Duration LOOP_PATIENCE = Duration.ofMillis(800);
  private static volatile @Nullable Launch pending;

  private final Vitals vitals;
  private final Vertx vertx;
  private final MeterRegistry registry;
  private final CollectorRegistry collectors;
  private final Instance<KubernetesClient> clients;

  ProxyApplication(
      Vitals vitals,
      Vertx vertx,
      MeterRegistry registry,
      CollectorRegistry collectors,
      Instance<KubernetesClient> clients) {
    this.vitals = vitals;
    this.vertx = vertx;
    this.registry = registry;
    this.collectors = collectors;
    this.clients = clients;
  }

  /** What Quarkus, which makes this object, can't hand over. */
  private record Launch(
      Settings.Accepted accepted, Serving serving, Signals signals, Consumer<Started> started) {}

  /**
   * Where a proxy is.
   *
   * @param proxy the first address that clients are accepted on
   * @param console empty if it is switched off
   */
  record Started(InetSocketAddress proxy, Optional<InetSocketAddress> console) {}

  /**
   * Runs until a signal; once in a process.
   *
   * @param signals installed since the process began
   * @param started told as soon as everything is there
   * @return the {@link ExitCode}
   */
  static int launch(Settings.Accepted accepted, Signals signals, Consumer<Started> started) {
    Settings settings = accepted.settings();
    signals.awaited();
    try (Serving serving = Serving.start(settings)) {
      pending = new Launch(accepted, serving, signals, started);
      return QuarkusLaunch.run(
          ProxyApplication.class, settings.listen().management(), settings.report().logLevel());
    } catch (IOException cannotListen) {
      LOG.error(cannotListen.getMessage());
      return ExitCode.FAILED;
    }
  }

  @Override
  public int run(String... arguments) throws InterruptedException {
    Launch launch = Objects.requireNonNull(pending);
    Settings settings = launch.accepted.settings();
    launch.signals.awaited(); // in a native image, Quarkus has put its own in our place meanwhile
    launch.accepted.warnings().forEach(LOG::warn);
    try (Serving serving = launch.serving;
        ProxyConsole console =
            ProxyConsole.start(vertx, settings, serving.sources().rules(), serving.observers())) {
      ProxyServer server = serving.server();
      register(serving);
      vitals.bound(running(server, serving.sources(), settings.rules().startWait()));
      server
          .addresses()
          .forEach(address -> LOG.infof("listening address=%s", AddressText.of(address)));
      serving.sources().startConfigMaps(clients::get);
      launch.started.accept(new Started(server.addresses().getFirst(), console.address()));
      launch.signals.await();
      return drain(server, settings);
    } catch (IOException cannotListen) {
      LOG.error(cannotListen.getMessage());
      return ExitCode.FAILED;
    }
  }

  private void register(Serving serving) {
    RuleSources sources = serving.sources();
    serving.observers().register(registry, collectors);
    RuleMetrics.register(registry, sources.rules());
    sources.connected().ifPresent(it -> RuleMetrics.registerWatch(registry, it));
    ConnectionMetrics.register(registry, serving.server());
  }

  private int drain(ProxyServer server, Settings settings) throws InterruptedException {
    vitals.drains();
    LOG.infof("draining connections=%d", server.clientConnections());
    boolean clean = server.drain(settings.timeouts().drainDelay(), settings.timeouts().drain());
    if (!clean) {
      LOG.warnf("drain ran out of time timeout=%s", settings.timeouts().drain());
    }
    return clean ? ExitCode.OK : ExitCode.FAILED;
  }

  private static Vitals.Running running(
      ProxyServer server, RuleSources sources, Duration startWait) {
    return new Vitals.Running(
        () -> loopsTurn(server),
        "rules",
        () -> sources.rules().current() != null,
        sources::deadSince,
        Instant.now().plus(startWait));
  }

  private static boolean loopsTurn(ProxyServer server) {
    try {
      return server.eventLoopsTurn(LOOP_PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}

package io.rehost.cli;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.QuarkusApplication;
import io.rehost.cli.settings.InjectorSettings;
import io.rehost.injector.SidecarSettings;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The injector's life: management port, webhooks, duties, until a signal; then the drain, while the
 * management port still answers.
 */
@Singleton
@Unremovable // Quarkus looks it up by its class, which its search for unused beans can't see
final class InjectorApplication implements QuarkusApplication {
  private static final Logger LOG = Logger.getLogger(InjectorApplication.class);
  private static final Duration LOOP_PATIENCE = Duration.ofMillis(800);

  /**
   * Being restarted gives no certificate; back-off would only delay it. Less than the probe's 60 s.
   */
  private static final Duration START_WAIT = Duration.ofSeconds(20);

  private static volatile @Nullable Launch pending;

  private final Vitals vitals;
  private final Vertx vertx;
  private final Instance<KubernetesClient> clients;
  private final MeterRegistry meters;

  InjectorApplication(
      Vitals vitals, Vertx vertx, Instance<KubernetesClient> clients, MeterRegistry meters) {
    this.vitals = vitals;
    this.vertx = vertx;
    this.clients = clients;
    this.meters = meters;
  }

  /** What Quarkus, which makes this object, can't hand over. */
  private record Launch(
      InjectorSettings.Accepted accepted, SidecarSettings sidecars, Signals signals) {}

  /**
   * Runs until a signal; once in a process.
   *
   * @param sidecars judge of sidecars' settings
   * @param signals installed since the process began
   * @return the {@link ExitCode}
   */
  static int launch(InjectorSettings.Accepted accepted, SidecarSettings sidecars, Signals signals) {
    pending = new Launch(accepted, sidecars, signals);
    InjectorSettings settings = accepted.settings();
    return QuarkusLaunch.run(InjectorApplication.class, settings.management(), settings.logLevel());
  }

  @Override
  public int run(String... arguments) throws InterruptedException {
    Launch launch = Objects.requireNonNull(pending);
    InjectorSettings settings = launch.accepted.settings();
    launch.signals.awaited();
    launch.accepted.warnings().forEach(LOG::warn);
    KubernetesClient client = clients.get();
    String namespace = settings.namespace().orElseGet(client::getNamespace);
    if (namespace == null) {
      LOG.error(
          "REHOST_NAMESPACE: missing (expected: the namespace of the injector, as no service"
              + " account says it)");
      return ExitCode.USAGE;
    }
    try (ControlPlane plane =
        new ControlPlane(
            settings, namespace, client, vertx, launch.sidecars, new ControlMetrics(meters))) {
      vitals.bound(
          new Vitals.Running(
              () -> loopsTurn(plane),
              "certificate",
              plane::serving,
              () -> null,
              Instant.now().plus(START_WAIT)));
      plane.start();
      LOG.infof("injector started namespace=%s identity=%s", namespace, settings.podName());
      launch.signals.await();
      return drain(plane, settings);
    } catch (IOException cannotListen) {
      LOG.error(cannotListen.getMessage());
      return ExitCode.FAILED;
    }
  }

  private int drain(ControlPlane plane, InjectorSettings settings) throws InterruptedException {
    vitals.drains();
    LOG.info("draining");
    boolean clean = plane.drain();
    if (!clean) {
      LOG.warnf("drain ran out of time timeout=%s", settings.drain());
    }
    return clean ? ExitCode.OK : ExitCode.FAILED;
  }

  private static boolean loopsTurn(ControlPlane plane) {
    try {
      return plane.turns(LOOP_PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}

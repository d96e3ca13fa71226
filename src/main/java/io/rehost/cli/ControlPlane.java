package io.rehost.cli;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.rehost.cli.settings.InjectorSettings;
import io.rehost.cli.settings.WebhookCertificates;
import io.rehost.injector.Injector;
import io.rehost.injector.SidecarSettings;
import io.rehost.injector.certificates.CaBundle;
import io.rehost.injector.certificates.OwnCertificates;
import io.rehost.injector.controller.RulesController;
import io.rehost.injector.election.Duty;
import io.rehost.injector.election.Election;
import io.rehost.injector.fleet.Fleet;
import io.rehost.injector.fleet.RestartWatch;
import io.rehost.injector.webhook.ConfigMapRules;
import io.rehost.injector.webhook.OwnerEvents;
import io.rehost.injector.webhook.PodAdmission;
import io.rehost.injector.webhook.RulesAdmission;
import io.rehost.injector.webhook.WebhookServer;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The parts of the injector, wired. Every replica answers reviews; one of them, elected, keeps
 * certificates, Roles and Events. What is opened last is closed first.
 */
final class ControlPlane implements AutoCloseable {

  private final InjectorSettings settings;
  private final KubernetesClient client;
  private final OpenParts open = new OpenParts();
  private final List<Duty> duties = new ArrayList<>();
  private final List<Runnable> starts = new ArrayList<>();
  private final WebhookServer webhook;
  private final Election election;
  private final Fleet fleet;
  private final Vertx vertx;

  /**
   * Begins nothing yet.
   *
   * @param namespace of this process
   * @param sidecars judge of sidecars' settings
   * @param metrics are given all that is measured
   */
  ControlPlane(
      InjectorSettings settings,
      String namespace,
      KubernetesClient client,
      Vertx vertx,
      SidecarSettings sidecars,
      ControlMetrics metrics) {
    this.settings = settings;
    this.client = client;
    this.vertx = vertx;
    ConfigMapRules rules = opened(new ConfigMapRules(client));
    OwnerEvents events = opened(new OwnerEvents(client, settings.podName()));
    Injector injector = new Injector(settings.sidecar(), sidecars, rules);
    webhook =
        opened(
            new WebhookServer(
                vertx,
                settings.webhook(),
                new PodAdmission(injector, settings.refusal(), events),
                new RulesAdmission(),
                metrics));
    fleet = opened(new Fleet(client));
    metrics.inFlight(webhook::inFlight);
    metrics.certificate(certificates(namespace));
    duties.add(opened(new RulesController(client, settings.podName())));
    duties.add(new Restarts(new RestartWatch(client, settings.podName())));
    election =
        opened(new Election(client, namespace, settings.lease(), settings.podName(), duties));
    starts.add(election::start);
    metrics.leader(election::leads);
  }

  /** The fleet knows nothing of the election. */
  private record Restarts(RestartWatch watch) implements Duty {
    @Override
    public void lead() {
      watch.start();
    }

    @Override
    public void follow() {
      watch.stop();
    }
  }

  /** Who cares for certificates; when the one that is served ends to be valid. */
  private Supplier<@Nullable Instant> certificates(String namespace) {
    return switch (settings.certificates()) {
      case WebhookCertificates.Own(String secret, String service, String pods, Duration settle) -> {
        OwnCertificates own =
            opened(
                new OwnCertificates(
                    client,
                    new OwnCertificates.Place(
                        namespace,
                        secret,
                        service,
                        settings.configuration(),
                        pods,
                        settings.webhook().getPort()),
                    settle,
                    this::serve));
        duties.add(own);
        starts.add(own::start);
        yield own::expires;
      }
      case WebhookCertificates.Files(Path certificate, Path key, Optional<Path> ca) -> {
        ServingFiles files = opened(new ServingFiles(certificate, key, webhook::serve));
        starts.add(files::start);
        ca.ifPresent(
            file -> duties.add(opened(new CaBundle(client, settings.configuration(), file))));
        yield files::expires;
      }
    };
  }

  /** Who hands it over says why it failed, and hands it over again. */
  private void serve(String certificatePem, String keyPem) {
    try {
      webhook.serve(certificatePem, keyPem);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private <T extends AutoCloseable> T opened(T part) {
    open.push(part);
    return part;
  }

  /**
   * Begins everything; returns at once.
   *
   * @throws IOException if the console's address is taken
   */
  void start() throws IOException {
    if (settings.console().isPresent()) {
      open.push(FleetConsole.start(vertx, settings.console().get(), fleet::report));
    }
    starts.forEach(Runnable::run);
  }

  /** Whether the webhooks have a certificate, and listen. */
  boolean serving() {
    return webhook.serving();
  }

  /** Whether the event loop of the webhooks does its work. */
  boolean turns(Duration within) throws InterruptedException {
    return webhook.turns(within);
  }

  /**
   * Lets another replica lead, and answers what is asked meanwhile: an API server that is away
   * holds up the one, not the other. A lease that can't be given up by the time that reviews have
   * is left to end by itself.
   *
   * @return whether all reviews that had begun were answered in time
   */
  boolean drain() throws InterruptedException {
    BoundedEnd resigning =
        BoundedEnd.begin(
            "rehost-resigning", election, settings.drainDelay().plus(settings.drain()));
    boolean clean = webhook.drain(settings.drainDelay(), settings.drain());
    resigning.await();
    return clean;
  }

  @Override
  public void close() {
    open.close();
  }
}

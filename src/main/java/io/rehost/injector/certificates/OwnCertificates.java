package io.rehost.injector.certificates;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.rehost.injector.election.Duty;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The webhooks' certificates, made and rotated by the injector itself (contract section 6).
 *
 * <p>Every replica watches the Secret and hands each usable pair to its listener. The leader makes
 * the Secret, keeps the caBundle of both webhook configurations equal to its CAs, and rotates.
 * While the API server is away, what was handed over stays in force; it is asked again with
 * back-off, and said once.
 *
 * <p>RBAC in its own namespace: secrets get, watch, update with {@code resourceNames: [SECRET]} and
 * create; pods list. In the cluster: mutatingwebhookconfigurations and
 * validatingwebhookconfigurations get, watch, patch with {@code resourceNames: [CONFIGURATION]}.
 *
 * <p>One daemon thread; every method may be called from any.
 */
public final class OwnCertificates implements Duty, AutoCloseable {
  private static final Logger LOG = Logger.getLogger(OwnCertificates.class);

  /** In place of the reason why it can't be used. */
  private static final String ABSENT = "absent";

  private final ServingPairListener listener;
  private final KubernetesCluster cluster;
  private final CertificateTiming timing;
  private final InstantSource clock;
  private final Rounds rounds;
  private final NameWatch<?> secretWatch;
  private final List<NameWatch<?>> configurationWatches;
  private final Object handover = new Object();
  private volatile @Nullable Term term;
  private volatile @Nullable Issued served;
  private boolean closed;
  private String unusable = "";

  /** The time that this replica leads. */
  private record Term(Leader leader, Fence fence) {}

  /**
   * Where things are.
   *
   * @param namespace of the Secret, the Service and the replicas
   * @param secret name of the Secret
   * @param service name of the Service by which API servers call the webhooks
   * @param configuration name of both webhook configurations
   * @param replicas label selector of the pods of all replicas, {@code key=value,…}
   * @param port on which they serve the webhooks, on their pod's address
   */
  public record Place(
      String namespace,
      String secret,
      String service,
      String configuration,
      String replicas,
      int port) {}

  /**
   * @param client stays the caller's
   * @param settle after which every API server and every replica has taken what was written
   * @param listener is given each pair to serve
   */
  public OwnCertificates(
      KubernetesClient client, Place place, Duration settle, ServingPairListener listener) {
    this(client, place, listener, CertificateTiming.settling(settle), InstantSource.system());
  }

  OwnCertificates(
      KubernetesClient client,
      Place place,
      ServingPairListener listener,
      CertificateTiming timing,
      InstantSource clock) {
    this.listener = listener;
    this.timing = timing;
    this.clock = clock;
    KubernetesClient patient = timing.patient(client);
    ServiceNames names = new ServiceNames(place.service(), place.namespace());
    Configurations webhooks = new Configurations(patient, place.configuration());
    this.cluster =
        new KubernetesCluster(
            patient,
            place,
            new SecretForm(names),
            webhooks,
            new InjectorPods(
                patient,
                place.namespace(),
                place.replicas(),
                place.port(),
                new LeafProbe(names.verified(), timing.request())),
            clock);
    this.rounds = new Rounds("rehost-certificates", timing.round(), this::round);
    this.secretWatch = new NameWatch<>(cluster.secret(), rounds::wake);
    this.configurationWatches =
        List.of(
            new NameWatch<>(webhooks.mutating(), rounds::wake),
            new NameWatch<>(webhooks.validating(), rounds::wake));
  }

  /** Begins to watch the Secret; returns at once. */
  public void start() {
    rounds.start();
  }

  /** When the pair that is served ends to be valid; null while none is. For a metric. */
  public @Nullable Instant expires() {
    Issued pair = served;
    return pair == null ? null : pair.expires();
  }

  @Override
  public void lead() {
    Fence fence = new Fence();
    Issuer issuer = new Issuer(cluster.form().names(), timing);
    FencedCluster fenced = new FencedCluster(cluster, fence);
    term = new Term(new Leader(fenced, new Rotation(timing), issuer, clock), fence);
    rounds.wake();
  }

  @Override
  public void follow() {
    Term ended = term;
    term = null;
    if (ended != null) {
      ended.fence.shut();
    }
  }

  /** Nothing is handed over or written once this returns. */
  @Override
  public void close() {
    rounds.close();
    follow();
    synchronized (handover) {
      closed = true;
    }
    secretWatch.close();
    configurationWatches.forEach(NameWatch::close);
  }

  private void round() {
    pickUp(cluster.stored().content());
    Term now = term;
    if (now != null) {
      now.leader.round(served);
      pickUp(cluster.stored().content());
    }
    watch(now != null);
  }

  /** A watch that can't be opened fails the round after its work is done. */
  private void watch(boolean leading) {
    secretWatch.ensureOpen();
    for (NameWatch<?> configuration : configurationWatches) {
      if (leading) {
        configuration.ensureOpen();
      } else {
        configuration.end();
      }
    }
  }

  /** What can't be served leaves in force what is. */
  private void pickUp(Content content) {
    switch (content) {
      case Content.Absent() -> sayAbsent();
      case Content.Unusable(String reason) -> sayUnusable(reason);
      case Usable usable -> serve(usable.current());
    }
  }

  /** As after every first installation: the leader makes one. */
  private void sayAbsent() {
    if (!unusable.equals(ABSENT)) {
      unusable = ABSENT;
      LOG.infof(
          "Secret of the webhook certificate is awaited secret=%s/%s",
          cluster.place().namespace(), cluster.place().secret());
    }
  }

  private void sayUnusable(String reason) {
    if (!reason.equals(unusable)) {
      unusable = reason;
      LOG.warnf(
          "Secret of the webhook certificate can't be used secret=%s/%s reason=\"%s\"",
          cluster.place().namespace(), cluster.place().secret(), reason);
    }
  }

  private void serve(Issued pair) {
    unusable = "";
    Issued before = served;
    if (before != null && before.certificate().equals(pair.certificate())) {
      return;
    }
    synchronized (handover) {
      if (closed) {
        return;
      }
      listener.serve(Pem.of(pair.certificate()), Pem.of(pair.key()));
      served = pair;
    }
    LOG.infof("webhook certificate served %s", pair);
  }
}

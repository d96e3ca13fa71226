package io.rehost.injector.certificates;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What the leader does: keeps the caBundles equal to the Secret's CAs and takes the steps of a
 * rotation. What it has seen, and since when, is in memory only: a leader that comes after waits
 * anew, which costs minutes of months and asks no clock but its own. One thread.
 *
 * <p>The configurations are read before the Secret and written only as they were read. So whoever
 * writes a caBundle has seen a Secret at least as new as the last caBundle: an old leader that
 * wakes up late can't take a CA away.
 */
final class Leader {
  private static final Logger LOG = Logger.getLogger(Leader.class);

  /** More than any rotation takes without waiting. */
  private static final int STEPS = 10;

  private final FencedCluster cluster;
  private final Rotation rotation;
  private final Issuer issuer;
  private final InstantSource clock;
  private final Notices notices = new Notices();
  private @Nullable Instant trustedSince;
  private String trusted = "";
  private @Nullable Instant servedSince;
  private @Nullable X509Certificate served;

  /**
   * @param cluster takes no more writes once this leader doesn't lead any more
   */
  Leader(FencedCluster cluster, Rotation rotation, Issuer issuer, InstantSource clock) {
    this.cluster = cluster;
    this.rotation = rotation;
    this.issuer = issuer;
    this.clock = clock;
  }

  /**
   * Does what can be done without waiting.
   *
   * @param serving what this replica serves; null for nothing yet
   */
  void round(@Nullable Issued serving) {
    int steps = 0;
    while (cluster.fence().open() && steps < STEPS && step(serving)) {
      steps++;
    }
  }

  /** Whether something was written, or someone else wrote: there may be more to do. */
  private boolean step(@Nullable Issued serving) {
    List<Configuration> configurations = cluster.configurations();
    Stored stored = cluster.stored();
    notices.configurations(configurations);
    if (stored.content() instanceof Usable usable) {
      Trust trust = trust(configurations, usable);
      if (trust == Trust.OUTDATED) {
        return true;
      }
      askReplicas(usable);
    } else {
      // What is kept must not be older than the Secret's absence, which bears no version.
      configurations = cluster.configurations();
    }
    Observed seen = new Observed(authorities(configurations), trustedSince, servedSince, serving);
    return switch (rotation.next(stored.content(), seen, clock.instant())) {
      case Step.Hold() -> false;
      case Step.Write write -> take(write, stored);
    };
  }

  private boolean take(Step.Write step, Stored stored) {
    Usable content = rotation.apply(step, issuer, clock.instant());
    if (cluster.store(stored, content)) {
      notices.taken(step, content);
    }
    return true;
  }

  private Trust trust(List<Configuration> configurations, Usable usable) {
    String bundle = usable.bundle();
    Trust trust = Trust.establish(configurations, bundle, cluster::trust);
    switch (trust) {
      case SAME -> {
        if (trustedSince == null || !trusted.equals(bundle)) {
          trustedSince = clock.instant();
        }
      }
      case WRITTEN -> {
        trustedSince = clock.instant();
        LOG.infof("caBundle written authorities=%d", usable.authorities().size());
      }
      case OUTDATED -> trustedSince = null;
    }
    trusted = bundle;
    return trust;
  }

  /** Only while there is a CA to take away is it asked who may still need it. */
  private void askReplicas(Usable usable) {
    X509Certificate leaf = usable.current().certificate();
    if (!leaf.equals(served)) {
      served = leaf;
      servedSince = null;
    }
    if (usable.next() != null || !usable.trustsOthers()) {
      servedSince = null;
      return;
    }
    List<Optional<X509Certificate>> answers = cluster.served();
    long others = answers.stream().filter(answer -> !answer.equals(Optional.of(leaf))).count();
    // This replica is one of them: none at all means that the selector finds none.
    boolean all = others == 0 && !answers.isEmpty();
    notices.replicas(answers.size(), others);
    if (!all) {
      servedSince = null;
    } else if (servedSince == null) {
      servedSince = clock.instant();
    }
  }

  private List<X509Certificate> authorities(List<Configuration> configurations) {
    return configurations.stream()
        .flatMap(configuration -> configuration.bundles().stream())
        .distinct()
        .flatMap(this::readable)
        .distinct()
        .toList();
  }

  /** What no API server can read, none trusts. */
  private Stream<X509Certificate> readable(String bundle) {
    try {
      return Pem.certificates(bundle).stream();
    } catch (CertificateException e) {
      notices.unreadableBundle();
      return Stream.empty();
    }
  }
}

package io.rehost.source;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One ConfigMap, watched through the API server and never silently unwatched.
 *
 * <p>RBAC: list and watch on configmaps with {@code resourceNames: [NAME]}, which the API server
 * grants only to requests with {@code fieldSelector=metadata.name=NAME}.
 *
 * <p>{@link #start}, {@link #tick} and {@link #stop} belong to one thread; delivery has another.
 */
final class ConfigMapWatch {
  private static final Logger LOG = Logger.getLogger(ConfigMapWatch.class);

  private final String name;
  private final Liveness liveness;
  private final ApiOverCopy output;
  private final DocumentDelivery delivery;
  private final Wakeup wakeup;
  private final Runnable copyWanted;
  private @Nullable Target target;
  private volatile @Nullable WatchSession session;
  private volatile @Nullable Instant deadSince = Instant.now();
  private volatile @Nullable String failure;
  private boolean behind;

  /** Where the ConfigMap is. */
  private record Target(KubernetesClient client, String namespace) {}

  /**
   * @param worker makes a wakeup of the delivery thread for an action
   * @param copyWanted serves the mounted copy, on another thread than the client's
   */
  ConfigMapWatch(
      String name,
      ApiOverCopy output,
      Liveness liveness,
      Function<Runnable, Wakeup> worker,
      Runnable copyWanted) {
    this.copyWanted = copyWanted;
    this.name = name;
    this.liveness = liveness;
    this.output = output;
    this.delivery = new DocumentDelivery(name, output);
    this.wakeup = worker.apply(this::deliver);
  }

  /**
   * Since when nothing can be relied on to arrive: when the watch was closed or, if it stalled,
   * when it was last heard; null while all is well. Any thread.
   */
  @Nullable Instant deadSince() {
    return deadSince;
  }

  /** Serves the mounted copy, unless the API server has answered. Any thread. */
  void fallBack() {
    output.fallBack();
  }

  void start(KubernetesClient client, String namespace) {
    target = new Target(client, namespace);
    open(target);
  }

  private void open(Target at) {
    behind = false;
    var selected =
        at.client.configMaps().inNamespace(at.namespace).withField("metadata.name", name);
    WatchSession opened = new WatchSession(selected, wakeup::wake, t -> failed(t, at.namespace));
    session = opened;
    try {
      opened.start();
    } catch (KubernetesClientException e) {
      failed(e, at.namespace); // tick tries again
    }
  }

  /** From now on the sink is not called. Any thread. */
  void silence() {
    output.close();
  }

  void stop() {
    WatchSession current = session;
    session = null;
    if (current != null) {
      current.stop();
    }
  }

  /** Looks after the watch; every second or so. May block for a request's timeout. */
  void tick() {
    WatchSession current = session;
    Target at = target;
    if (current == null || at == null) {
      return;
    }
    boolean watching = current.watching();
    if (watching && !behind) {
      alive();
    } else {
      // A watch that is closed was alive until now, one that is behind since it was last heard.
      dead(watching ? current.silence() : Duration.ZERO);
    }
    switch (liveness.judge(watching, current.attempting(), current.silence())) {
      case WAIT -> behind = false;
      case PROBE -> probe(current, at);
      case RESTART -> restart(current, at, "not reopened by the client");
    }
  }

  private void probe(WatchSession current, Target at) {
    try {
      if (current.confirm()) {
        behind = false;
      } else if (behind) {
        restart(current, at, "open but behind");
      } else {
        behind = true; // perhaps the event is on its way: see at the next tick
      }
    } catch (KubernetesClientException e) {
      failed(e, at.namespace);
      restart(current, at, "quiet, and the API server doesn't answer");
    }
  }

  private void restart(WatchSession old, Target at, String reason) {
    LOG.infof("rules watch restarted configmap=%s/%s reason=\"%s\"", at.namespace, name, reason);
    dead(old.silence());
    old.stop();
    open(at);
  }

  private void alive() {
    if (deadSince != null) {
      deadSince = null;
      failure = null;
      LOG.infof("rules watch connected configmap=%s", name);
    }
  }

  /** A stall begins with the last sign of life, not when it is found out. */
  private void dead(Duration silence) {
    if (deadSince == null) {
      deadSince = Instant.now().minus(silence);
    }
  }

  /** Said once until it changes or the watch is back; the attempts go on. */
  private void failed(Throwable cause, String namespace) {
    String reason = WatchFailure.describe(cause, namespace, name);
    if (!reason.equals(failure)) {
      failure = reason;
      LOG.warnf(
          "rules watch failed, retrying configmap=%s/%s reason=\"%s\"", namespace, name, reason);
    }
    copyWanted.run();
  }

  private void deliver() {
    WatchSession current = session;
    if (current == null) {
      return;
    }
    var present = current.present();
    if (present.isPresent() || current.synced()) {
      delivery.deliver(present);
    }
  }
}

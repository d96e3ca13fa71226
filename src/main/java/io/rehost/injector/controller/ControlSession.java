package io.rehost.injector.controller;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.rehost.injector.controller.GrantPlan.Observed;
import io.rehost.injector.events.EventWriter;
import io.rehost.rule.document.RulesFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;

/**
 * From the beginning to the end of one lead: three watches, the thread that looks after them, and
 * those that write. An API server takes a tenth of a second to judge a grant, so they are several.
 */
final class ControlSession {
  private static final Logger LOG = Logger.getLogger(ControlSession.class);

  /** Of more keys that fail at a time, the log tells of every doubling: an outage isn't a flood. */
  private static final int ALL_TOLD = 10;

  private static final int WRITERS = 8;

  private final RulesController.Timing timing;
  private final Worklist worklist;
  private final WatchedKind<ConfigMap> maps;
  private final WatchedKind<Role> roles;
  private final WatchedKind<RoleBinding> bindings;
  private final Reconciler reconciler;
  private final Pace pace;
  private final Map<Key, String> failing = new HashMap<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopped;

  ControlSession(KubernetesClient client, EventWriter events, RulesController.Timing timing) {
    this.timing = timing;
    worklist = new Worklist(timing.retry(), timing.mostRetry());
    pace = new Pace(timing.pace());
    reconciler = new Reconciler(client, events, () -> stopped);
    maps =
        new WatchedKind<>(
            "ConfigMap",
            () ->
                client
                    .configMaps()
                    .inAnyNamespace()
                    .withLabel(RulesFile.LABEL, "true")
                    .runnableInformer(0),
            map ->
                Optional.of(new Key(map.getMetadata().getNamespace(), map.getMetadata().getName())),
            worklist::add,
            timing.patience());
    roles =
        new WatchedKind<>(
            "Role",
            () ->
                client
                    .rbac()
                    .roles()
                    .inAnyNamespace()
                    .withLabel(Grant.MANAGED_BY, Grant.REHOST)
                    .runnableInformer(0),
            Grant::key,
            worklist::add,
            timing.patience());
    bindings =
        new WatchedKind<>(
            "RoleBinding",
            () ->
                client
                    .rbac()
                    .roleBindings()
                    .inAnyNamespace()
                    .withLabel(Grant.MANAGED_BY, Grant.REHOST)
                    .runnableInformer(0),
            Grant::key,
            worklist::add,
            timing.patience());
  }

  void start() {
    threads.add(Thread.ofVirtual().name("rehost-rules-watches").unstarted(this::watch));
    for (int i = 0; i < WRITERS; i++) {
      threads.add(Thread.ofVirtual().name("rehost-rules-" + i).unstarted(this::write));
    }
    threads.forEach(Thread::start);
  }

  /** Returns once nothing more is written: after the requests under way, if there are any. */
  void stop() {
    stopped = true;
    worklist.close();
    threads.forEach(LockSupport::unpark);
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void watch() {
    while (!stopped) {
      try {
        kinds().forEach(WatchedKind::tick);
      } catch (RuntimeException | Error e) {
        LOG.error("watches of the rules controller failed, going on", e);
      }
      pause(timing.tick());
    }
    kinds().forEach(WatchedKind::stop);
  }

  private void write() {
    while (!stopped) {
      if (kinds().stream().allMatch(WatchedKind::synced)) {
        worklist.take(timing.tick()).ifPresent(this::look);
      } else {
        pause(Duration.ofMillis(50)); // what isn't seen yet must not be taken for what isn't there
      }
    }
  }

  private List<WatchedKind<?>> kinds() {
    return List.of(maps, roles, bindings);
  }

  private void look(Key key) {
    try {
      if (reconciler.reconcile(key, observed(key))) {
        pause(pace.turn()); // in hand: the watches show meanwhile what was written
      }
      worklist.done(key);
      well(key);
    } catch (RuntimeException | Error e) { // an error would leave the key neither done nor waiting
      worklist.retry(key);
      say(key, Failures.oneLine(e));
      pause(pace.turn());
    }
  }

  private Observed observed(Key key) {
    String name = GrantName.of(key.configMap());
    ConfigMap map = maps.get(key.namespace(), key.configMap());
    return new Observed(
        map != null && Reconciler.isLabelled(map) ? map : null,
        roles.get(key.namespace(), name),
        bindings.get(key.namespace(), name));
  }

  private void well(Key key) {
    synchronized (failing) {
      failing.remove(key);
    }
  }

  private void say(Key key, String reason) {
    String before;
    int count;
    synchronized (failing) {
      before = failing.put(key, reason);
      count = failing.size();
    }
    boolean doubled = before == null && Integer.bitCount(count) == 1;
    if (!reason.equals(before) && (count <= ALL_TOLD || doubled)) {
      LOG.warnf("grant failed, retrying configmap=%s failing=%d reason=\"%s\"", key, count, reason);
    }
  }

  private void pause(Duration time) {
    if (!stopped && !time.isZero()) {
      LockSupport.parkNanos(this, time.toNanos());
    }
  }
}

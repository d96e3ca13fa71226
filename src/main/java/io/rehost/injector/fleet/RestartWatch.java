package io.rehost.injector.fleet;

import static java.util.stream.Collectors.joining;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.rehost.injector.InjectedPod;
import io.rehost.injector.events.EventWriter;
import io.rehost.injector.events.MessageText;
import io.rehost.injector.events.Notice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Tells, by the Event {@code PodsNeedRestart} on the ConfigMap, when rules have hosts that pods
 * with {@code rehost.io/capture: hosts} don't capture because they were made before. It looks every
 * few minutes. For one replica only.
 *
 * <p>RBAC: list on pods, get on configmaps, get, create and patch on events, in the whole cluster.
 *
 * <p>One daemon thread between {@link #start} and {@link #stop}, which are called by one thread.
 */
public final class RestartWatch {
  private static final Logger LOG = Logger.getLogger(RestartWatch.class);
  private static final String TOPIC = "restart";

  private final KubernetesClient client;
  private final String reporter;
  private final Duration interval;
  private final Set<ObjectReference> told = new HashSet<>();
  private @Nullable ScheduledThreadPoolExecutor thread;
  private @Nullable String failure;
  private volatile boolean stopped;

  /**
   * @param client stays open
   * @param reporter name of this replica, for Events
   */
  public RestartWatch(KubernetesClient client, String reporter) {
    this(client, reporter, Duration.ofMinutes(2));
  }

  RestartWatch(KubernetesClient client, String reporter, Duration interval) {
    this.client = ClusterView.patient(client);
    this.reporter = reporter;
    this.interval = interval;
  }

  /** Begins to look; returns at once. Harmless if it looks already. */
  public void start() {
    if (thread != null) {
      return;
    }
    stopped = false;
    EventWriter events = new EventWriter(client, reporter);
    ScheduledThreadPoolExecutor started =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("rehost-restarts").factory());
    var unused =
        started.scheduleWithFixedDelay(
            () -> look(events), 0, interval.toNanos(), TimeUnit.NANOSECONDS);
    thread = started;
  }

  /**
   * Returns once nothing more is written: after the request under way, 10 s at most. Harmless if it
   * never started.
   */
  public void stop() {
    stopped = true;
    ScheduledThreadPoolExecutor running = thread;
    thread = null;
    if (running != null) {
      running.close(); // waits for the look, which ends after the request that is under way
    }
  }

  private void look(EventWriter events) {
    try {
      ClusterView cluster = new ClusterView(client, () -> stopped);
      List<Notice> notices = notices(cluster.pods(), cluster);
      for (Notice notice : notices) {
        if (!stopped) {
          events.tell(notice);
        }
      }
      List<ObjectReference> now = notices.stream().map(Notice::about).toList();
      told.stream().filter(it -> !now.contains(it)).forEach(it -> events.forget(it, TOPIC));
      told.clear();
      told.addAll(now);
      failure = null;
    } catch (CancellationException e) {
      LOG.debugf("look for pods that need a restart ended early: %s", e.getMessage());
    } catch (RuntimeException | Error e) {
      String reason = e.toString().replaceAll("\\s+", " ");
      if (!reason.equals(failure)) {
        failure = reason;
        LOG.warnf("pods that need a restart not found out, retrying reason=\"%s\"", reason);
      }
    }
  }

  /** One for each ConfigMap whose hosts some pod lacks. It names no pods: they come and go. */
  private static List<Notice> notices(List<InjectedPod> pods, ClusterView cluster) {
    Map<ConfigMap, Set<String>> missing = new LinkedHashMap<>();
    for (InjectedPod pod : pods) {
      MissingHosts.of(pod, name -> cluster.revision(pod.namespace(), name))
          .forEach(
              (name, hosts) -> {
                ConfigMap map = cluster.revision(pod.namespace(), name).map();
                if (map != null) {
                  missing.computeIfAbsent(map, it -> new TreeSet<>()).addAll(hosts);
                }
              });
    }
    List<Notice> notices = new ArrayList<>();
    missing.forEach((map, hosts) -> notices.add(notice(map, hosts)));
    return notices;
  }

  private static Notice notice(ConfigMap map, Set<String> hosts) {
    String message =
        MessageText.join(
            hosts.stream()
                .map(host -> host + ": not captured by pods made before it was added")
                .toList());
    String state = hosts.stream().collect(joining(" "));
    return new Notice(Notice.reference(map), true, TOPIC, "PodsNeedRestart", message, state);
  }
}

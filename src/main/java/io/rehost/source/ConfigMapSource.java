package io.rehost.source;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.RequestConfig;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Rules documents in ConfigMaps of one namespace, each watched by its name.
 *
 * <p>Edits arrive in well under a second. While the API server is away at the start, the copy of
 * the ConfigMap that is mounted into the pod is served; once the API server has answered, only its
 * word counts, and what was last handed over stays in force. Watching is retried for ever.
 *
 * <p>RBAC: list and watch on configmaps with {@code resourceNames: [NAME]} in the namespace. If it
 * is missing, the log says so once, with the Role that would help.
 *
 * <p>Two daemon threads, one that looks after the watches and one that calls the sinks.
 */
public final class ConfigMapSource implements AutoCloseable {
  /** Where the injector mounts the copies, as {@code NAME/rules.yaml}. */
  public static final Path MOUNTED = Path.of("/etc/rehost/rules");

  private static final Logger LOG = Logger.getLogger(ConfigMapSource.class);

  private final @Nullable String namespace;
  private final Timing timing;
  private final List<ConfigMapWatch> watches;
  private final ScheduledExecutorService control = daemon("rehost-watch");
  private final ScheduledExecutorService worker = daemon("rehost-rules");
  private @Nullable KubernetesClient client;
  private @Nullable String clientFailure;

  /**
   * How patient to be.
   *
   * @param tick between looks at the watches
   * @param copyAfter how long the API server may take before the mounted copy is served
   * @param request how long one request may take
   * @param spacing between two deliveries of one ConfigMap, however often it is edited
   */
  record Timing(
      Duration tick, Duration copyAfter, Duration request, Duration spacing, Liveness liveness) {
    static final Timing DEFAULT =
        new Timing(
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(10),
            Duration.ofMillis(100),
            Liveness.DEFAULT);

    /** The client's own repetition is off: it would hide an outage for 20 s from the informer. */
    KubernetesClient patient(KubernetesClient client) {
      RequestConfig requests =
          new RequestConfigBuilder(client.getConfiguration().getRequestConfig())
              .withRequestTimeout(Math.toIntExact(request.toMillis()))
              .withRequestRetryBackoffLimit(0)
              .build();
      return client.newClient(requests).adapt(KubernetesClient.class);
    }
  }

  /**
   * @param namespace where the ConfigMaps are; null for the client's own, which is the pod's
   * @param names of the ConfigMaps
   * @param mounted directory of the mounted copies, usually {@link #MOUNTED}
   * @param sinks from a name to its sink; called in the constructor
   */
  public ConfigMapSource(
      @Nullable String namespace,
      List<String> names,
      Path mounted,
      Function<String, RulesSink> sinks) {
    this(namespace, names, mounted, sinks, Timing.DEFAULT);
  }

  ConfigMapSource(
      @Nullable String namespace,
      List<String> names,
      Path mounted,
      Function<String, RulesSink> sinks,
      Timing timing) {
    this.namespace = namespace;
    this.timing = timing;
    this.watches =
        names.stream()
            .map(name -> watch(name, mounted.resolve(name), sinks.apply(name), timing))
            .toList();
  }

  private ConfigMapWatch watch(String name, Path copy, RulesSink sink, Timing timing) {
    ApiOverCopy output = new ApiOverCopy(copy.resolve(ConfigMapContent.KEY), sink);
    return new ConfigMapWatch(
        name,
        output,
        timing.liveness,
        action -> new Wakeup(worker, timing.spacing, action),
        () -> control.execute(guarded(output::fallBack)));
  }

  /**
   * Begins to watch; returns at once. Call it after the listeners are bound.
   *
   * @param clients called once, on a thread of this source; the client is closed with the source
   */
  public void start(Supplier<KubernetesClient> clients) {
    long tick = timing.tick.toNanos();
    var unused =
        control.scheduleWithFixedDelay(guarded(() -> tick(clients)), 0, tick, TimeUnit.NANOSECONDS);
    var unusedCopy =
        control.schedule(
            guarded(this::fallBack), timing.copyAfter.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Whether every ConfigMap is watched right now. Any thread. */
  public boolean connected() {
    return deadSince() == null;
  }

  /**
   * Since when at least one ConfigMap is not watched; null if all are. A watch that stalls counts
   * from when it was last heard, which shows about 75 seconds later at most. Any thread.
   */
  public @Nullable Instant deadSince() {
    return watches.stream()
        .map(ConfigMapWatch::deadSince)
        .filter(Objects::nonNull)
        .min(Instant::compareTo)
        .orElse(null);
  }

  /**
   * Once this returns, no sink is called any more; watches and client are closed in the background.
   */
  @Override
  public void close() {
    watches.forEach(ConfigMapWatch::silence);
    worker.shutdown();
    control.execute(guarded(this::stop));
    control.shutdown();
  }

  private void tick(Supplier<KubernetesClient> clients) {
    if (client == null) {
      connect(clients);
    }
    watches.forEach(ConfigMapWatch::tick);
  }

  private void connect(Supplier<KubernetesClient> clients) {
    try {
      KubernetesClient made = clients.get();
      client = made;
      String place =
          Objects.requireNonNullElse(
              namespace != null ? namespace : made.getNamespace(), "default");
      KubernetesClient patient = timing.patient(made);
      watches.forEach(watch -> watch.start(patient, place));
    } catch (RuntimeException e) {
      if (!e.toString().equals(clientFailure)) {
        clientFailure = e.toString();
        LOG.warnf("no Kubernetes client, retrying reason=\"%s\"", clientFailure);
      }
      fallBack();
    }
  }

  private void fallBack() {
    watches.forEach(ConfigMapWatch::fallBack);
  }

  private void stop() {
    watches.forEach(ConfigMapWatch::stop);
    if (client != null) {
      client.close();
    }
  }

  /** A scheduled action that throws, even an error, never runs again and nobody knows. */
  private static Runnable guarded(Runnable action) {
    return () -> {
      try {
        action.run();
      } catch (RuntimeException | Error e) {
        LOG.error("rules watch check failed", e);
      }
    };
  }

  /** Work that arrives after the end, such as an event that was under way, is dropped. */
  private static ScheduledExecutorService daemon(String name) {
    return new ScheduledThreadPoolExecutor(
        1,
        Thread.ofPlatform().daemon().name(name).factory(),
        new ThreadPoolExecutor.DiscardPolicy());
  }
}

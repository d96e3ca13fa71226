package io.rehost.injector.fleet;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.rehost.injector.InjectedPod;
import io.rehost.injector.fleet.ExpectedRules.Question;
import io.rehost.injector.fleet.PodReport.Answer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which pod with the sidecar runs which rules, when asked. Between two askings it does
 * nothing and keeps nothing but the last report, which serves again for a few seconds.
 *
 * <p>RBAC: list on pods and get on configmaps, in the whole cluster. Every replica can do it. The
 * pods' management ports have to be reachable from here (NetworkPolicy).
 *
 * <p>Safe from any thread; never blocks.
 */
public final class Fleet implements AutoCloseable {
  private final KubernetesClient client;
  private final Timing timing;
  private final MetricsReader reader;
  private final ThreadPoolExecutor askers;
  private final ThreadPoolExecutor collector = pool("rehost-fleet", 1);
  private @Nullable CompletableFuture<FleetReport> last;
  private long lastEnd;

  /**
   * How far to go.
   *
   * @param pod how long one pod may take
   * @param all after which no further pod is asked
   * @param cache how long a report serves
   * @param concurrency pods that are asked at a time
   */
  record Timing(Duration pod, Duration all, Duration cache, int concurrency) {
    static final Timing DEFAULT =
        new Timing(Duration.ofSeconds(2), Duration.ofSeconds(20), Duration.ofSeconds(5), 16);
  }

  /**
   * @param client stays open
   */
  public Fleet(KubernetesClient client) {
    this(client, InjectedPod.MANAGEMENT_PORT, Timing.DEFAULT);
  }

  Fleet(KubernetesClient client, int port, Timing timing) {
    this.client = ClusterView.patient(client);
    this.timing = timing;
    reader = new MetricsReader(timing.pod, port);
    askers = pool("rehost-fleet-pod", timing.concurrency);
  }

  /**
   * A report that is at most a few seconds old. It takes as long as the slowest pod (2 s at most),
   * in a large fleet or with a slow API server 20 s and one request more; those asked meanwhile get
   * the same one. A ConfigMap that can't be read is told of in the report.
   *
   * @return fails with a {@code KubernetesClientException} if the API server doesn't list the pods,
   *     with a {@code CancellationException} if it doesn't do so in time
   */
  public synchronized CompletionStage<FleetReport> report() {
    CompletableFuture<FleetReport> current = last;
    if (current == null || isOld(current)) {
      current = CompletableFuture.supplyAsync(this::round, collector);
      last = current;
    }
    return current.minimalCompletionStage();
  }

  private boolean isOld(CompletableFuture<FleetReport> report) {
    return report.isDone() && System.nanoTime() - lastEnd > timing.cache.toNanos();
  }

  private FleetReport round() {
    try {
      return collect();
    } finally {
      ended(); // before anyone can see that it is done
    }
  }

  private synchronized void ended() {
    lastEnd = System.nanoTime();
  }

  private FleetReport collect() {
    Instant at = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    long end = System.nanoTime() + timing.all.toNanos();
    ClusterView cluster = new ClusterView(client, () -> System.nanoTime() - end > 0);
    List<InjectedPod> pods = cluster.pods();
    List<CompletableFuture<Answer>> answers =
        pods.stream()
            .map(pod -> CompletableFuture.supplyAsync(() -> ask(pod, end), askers))
            .toList();
    Map<Question, ExpectedRules> expected = new HashMap<>();
    List<PodReport> reports = new ArrayList<>();
    for (int i = 0; i < pods.size(); i++) {
      InjectedPod pod = pods.get(i);
      Function<String, RulesRevision> revisions =
          name -> cluster.revisionOrFailure(pod.namespace(), name);
      ExpectedRules rules =
          expected.computeIfAbsent(
              Question.of(pod), question -> ExpectedRules.of(question, revisions));
      Map<String, List<String>> missing = MissingHosts.of(pod, revisions);
      reports.add(PodReport.of(pod, rules, missing, answers.get(i).join()));
    }
    return new FleetReport(at, reports);
  }

  private Answer ask(InjectedPod pod, long end) {
    return System.nanoTime() - end < 0
        ? reader.read(pod)
        : new Answer.Nothing("not asked, as others took %d s".formatted(timing.all.toSeconds()));
  }

  @Override
  public void close() {
    collector.shutdownNow();
    askers.shutdownNow();
    reader.close();
  }

  /** Threads that go when they have nothing to do. */
  private static ThreadPoolExecutor pool(String name, int threads) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name(name, 0).factory());
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }
}

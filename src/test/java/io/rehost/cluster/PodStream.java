package io.rehost.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/**
 * Annotated pods, one after another at a rate, by a client that repeats nothing: what the webhook
 * refuses counts.
 */
final class PodStream implements AutoCloseable {
  private static final int PER_SECOND = 20;

  private final KubernetesClient admin;
  private final IntFunction<Pod> pods;
  private final List<Pod> made = new ArrayList<>();
  private final List<Refused> refused = new ArrayList<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());

  /** One that was not made: when ({@link System#nanoTime}), and what the API server said. */
  record Refused(long at, String message) {}

  /**
   * Begins.
   *
   * @param pods the pod of each number
   */
  PodStream(KubernetesClient admin, IntFunction<Pod> pods) {
    this.admin = admin;
    this.pods = pods;
    long period = TimeUnit.SECONDS.toNanos(1) / PER_SECOND;
    var unused = thread.scheduleAtFixedRate(this::next, 0, period, TimeUnit.NANOSECONDS);
  }

  private void next() {
    int number = made().size() + refused().size();
    try {
      Pod stored = admin.resource(pods.apply(number)).create();
      synchronized (this) {
        made.add(stored);
      }
    } catch (KubernetesClientException e) {
      synchronized (this) {
        refused.add(new Refused(System.nanoTime(), String.valueOf(e.getMessage())));
      }
    }
  }

  synchronized List<Pod> made() {
    return List.copyOf(made);
  }

  synchronized List<Refused> refused() {
    return List.copyOf(refused);
  }

  /** How many of those that were made have no sidecar. */
  long uninjected() {
    return made().stream().filter(pod -> pod.getSpec().getInitContainers().isEmpty()).count();
  }

  /** Ends after the pod under way. */
  void stop() throws InterruptedException {
    thread.execute(ended::countDown);
    thread.shutdown();
    if (!ended.await(60, TimeUnit.SECONDS)) {
      throw new IllegalStateException("a pod has been under way for a minute");
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}

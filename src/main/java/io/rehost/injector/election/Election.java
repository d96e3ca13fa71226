package io.rehost.injector.election;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Elects one replica by a Lease and has its duties done there. It stands again whenever it has lost
 * and goes on through any outage of the API server; the log says each failure once.
 *
 * <p>A leader that can't write the lease for two thirds of its duration stops its duties by its own
 * clock, even while a request hangs, before another may take over.
 *
 * <p>RBAC in the namespace: get, update and patch on leases with {@code resourceNames: [LEASE]},
 * create on leases.
 *
 * <p>Two daemon threads: one talks to the API server, the other calls the duties. All methods may
 * be called from any thread.
 */
public final class Election implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Election.class);

  private final KubernetesClient client;
  private final String namespace;
  private final String lease;
  private final String identity;
  private final List<Duty> duties;
  private final Timing timing;
  private final WatchedLease lock;
  private final ScheduledExecutorService voting = daemon("rehost-election");
  private final ScheduledExecutorService working = daemon("rehost-duties");
  private volatile boolean elected;
  private volatile boolean leads;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile @Nullable CompletableFuture<?> candidacy;

  /**
   * How patient to be.
   *
   * @param duration for which a lease is held without being renewed; whole seconds
   * @param renewal how long a leader may fail to renew it; shorter
   * @param retry between two attempts of a follower (up to 2.2 times that) or renewals
   * @param tick between looks at whether the lease is still held
   */
  record Timing(Duration duration, Duration renewal, Duration retry, Duration tick) {
    static final Timing DEFAULT =
        new Timing(
            Duration.ofSeconds(15),
            Duration.ofSeconds(10),
            Duration.ofSeconds(2),
            Duration.ofSeconds(1));
  }

  /**
   * A candidate that does not stand yet.
   *
   * @param client stays open
   * @param namespace of the lease
   * @param lease its name; it is made if it isn't there, an empty one is free
   * @param identity of this replica, unlike that of any other; shown in the lease
   * @param duties in the order in which they are told
   */
  public Election(
      KubernetesClient client, String namespace, String lease, String identity, List<Duty> duties) {
    this(client, namespace, lease, identity, duties, Timing.DEFAULT);
  }

  Election(
      KubernetesClient client,
      String namespace,
      String lease,
      String identity,
      List<Duty> duties,
      Timing timing) {
    this.client = patient(client, timing);
    this.namespace = namespace;
    this.lease = lease;
    this.identity = identity;
    this.duties = List.copyOf(duties);
    this.timing = timing;
    this.lock = new WatchedLease(new InstalledLease(namespace, lease, identity));
  }

  /** A request that hangs shall not outlive the lease; repetition is the elector's. */
  private static KubernetesClient patient(KubernetesClient client, Timing timing) {
    long limit = timing.duration.minus(timing.renewal).toMillis();
    return client
        .newClient(
            new RequestConfigBuilder(client.getConfiguration().getRequestConfig())
                .withRequestTimeout(Math.toIntExact(limit))
                .withRequestRetryBackoffLimit(0)
                .build())
        .adapt(KubernetesClient.class);
  }

  /** Stands from now on; returns at once. Once. */
  public void start() {
    working.execute(this::stand);
    long tick = timing.tick.toNanos();
    var unused = working.scheduleWithFixedDelay(this::settle, tick, tick, TimeUnit.NANOSECONDS);
  }

  /** Whether the duties are this replica's now. */
  public boolean leads() {
    return leads;
  }

  /**
   * Has all duties follow, then gives up the lease, so that another takes over at once. Waits for
   * both, while the API server doesn't answer for the time of two requests (5 s each) at most.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    CountDownLatch settled = new CountDownLatch(1);
    working.execute(
        () -> {
          settle();
          settled.countDown();
        });
    working.shutdown();
    awaitEvenIfInterrupted(settled);
    CompletableFuture<?> current = candidacy;
    if (current != null) {
      current.cancel(true); // releases the lease, on this thread
    }
    voting.shutdown();
  }

  /** Never release the lease while a duty still writes. */
  private static void awaitEvenIfInterrupted(CountDownLatch settled) {
    boolean interrupted = false;
    while (true) {
      try {
        settled.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** An elector can be used once; so there is another after each lost lease. */
  private void stand() {
    if (closed.get()) {
      return;
    }
    LeaderElectionConfig config =
        new LeaderElectionConfig(
            lock,
            timing.duration,
            timing.renewal,
            timing.retry,
            new LeaderCallbacks(() -> vote(true), () -> vote(false), this::announce),
            true,
            lease);
    CompletableFuture<?> current;
    try {
      current = new LeaderElector(client, config, voting).start();
    } catch (RuntimeException | Error e) { // unheard, it would be this replica's last candidacy
      LOG.errorf(e, "candidacy failed lease=%s/%s", namespace, lease);
      standLater();
      return;
    }
    candidacy = current;
    current.whenComplete(
        (v, e) -> {
          vote(false);
          standLater();
        });
  }

  private void standLater() {
    long delay = timing.retry.toNanos();
    var unused = working.schedule(this::stand, delay, TimeUnit.NANOSECONDS);
  }

  private void announce(@Nullable String leader) {
    LOG.debugf("lease held lease=%s/%s leader=%s", namespace, lease, leader);
  }

  /** The duties may take their time: not on the elector's thread, which has a lease to renew. */
  private void vote(boolean won) {
    elected = won;
    working.execute(this::settle);
  }

  private void settle() {
    boolean shall = elected && !closed.get() && holds();
    if (shall == leads) {
      return;
    }
    if (shall) {
      LOG.infof("leads lease=%s/%s identity=%s", namespace, lease, identity);
      leads = true;
      tell(Duty::lead);
    } else {
      tell(Duty::follow);
      leads = false;
      LOG.infof("follows lease=%s/%s identity=%s", namespace, lease, identity);
    }
  }

  private boolean holds() {
    Duration age = lock.sinceWritten();
    return age != null && age.compareTo(timing.renewal) < 0;
  }

  private void tell(Consumer<Duty> word) {
    for (Duty duty : duties) {
      try {
        word.accept(duty);
      } catch (RuntimeException | Error e) {
        LOG.errorf(e, "duty failed duty=%s", duty);
      }
    }
  }

  /** What is handed over after the end is dropped. */
  private static ScheduledExecutorService daemon(String name) {
    return new ScheduledThreadPoolExecutor(
        1,
        Thread.ofPlatform().daemon().name(name).factory(),
        new ThreadPoolExecutor.DiscardPolicy());
  }
}

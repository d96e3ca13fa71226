package io.rehost.cluster;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a node does for the Service of the webhooks: connections to its address go in turn to the
 * replicas that are ready. Ready is what the chart's readiness probe makes of it, every two seconds
 * and twice in vain; until that has shown, connections to a replica that is gone fail, as they do
 * behind kube-proxy. (A kubelet sees a process that has died sooner than its probe does.)
 */
final class ServiceRelay implements AutoCloseable {
  private static final long PROBE_PERIOD_SECONDS = 2;
  private static final int PROBE_FAILURES = 2;

  private final ServerSocket listener;
  private final List<Replica> replicas = new CopyOnWriteArrayList<>();
  private final Map<Replica, Integer> failures = new ConcurrentHashMap<>();
  private final Map<Socket, Replica> open = new ConcurrentHashMap<>();
  private final AtomicInteger turn = new AtomicInteger();
  private final HttpClient probes =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
  private final ScheduledExecutorService prober =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());

  ServiceRelay(String address) throws IOException {
    listener = new ServerSocket();
    listener.bind(new InetSocketAddress(InetAddress.ofLiteral(address), 443));
    Thread.ofVirtual().start(this::accept);
    var unused =
        prober.scheduleWithFixedDelay(this::probe, 0, PROBE_PERIOD_SECONDS, TimeUnit.SECONDS);
  }

  /** Its pod is selected by the Service; it takes part once it is ready. */
  void add(Replica replica) {
    failures.put(replica, PROBE_FAILURES);
    replicas.add(replica);
  }

  /** Its pod is no more. */
  void remove(Replica replica) {
    replicas.remove(replica);
  }

  boolean isReady(Replica replica) {
    return replicas.contains(replica)
        && failures.getOrDefault(replica, PROBE_FAILURES) < PROBE_FAILURES;
  }

  /** How many connections lead to a replica. */
  long connections(Replica replica) {
    return open.values().stream().filter(replica::equals).count();
  }

  private void probe() {
    try {
      for (Replica replica : replicas) {
        boolean ready = replica.isReady(probes);
        failures.merge(replica, 1, (before, one) -> ready ? 0 : before + one);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Thread.ofVirtual().start(() -> relay(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void relay(Socket client) {
    List<Replica> ready = replicas.stream().filter(this::isReady).toList();
    try (client) {
      if (ready.isEmpty()) {
        return;
      }
      Replica chosen = ready.get(Math.floorMod(turn.getAndIncrement(), ready.size()));
      try (Socket replica = new Socket()) {
        replica.connect(chosen.webhook(), 1000);
        open.put(client, chosen);
        Thread back = Thread.ofVirtual().start(() -> copy(replica, client));
        copy(client, replica);
        back.join();
      }
    } catch (IOException refused) {
      // client is closed: that is what it sees of it
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(client);
    }
  }

  /** One way, to its end; then the other side hears of the end, too. */
  private static void copy(Socket from, Socket to) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      in.transferTo(out);
      to.shutdownOutput();
    } catch (IOException cut) {
      closeQuietly(from);
      closeQuietly(to);
    }
  }

  private static void closeQuietly(Closeable socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // it is of no more use either way
    }
  }

  @Override
  public void close() {
    prober.shutdownNow();
    closeQuietly(listener);
    open.keySet().forEach(ServiceRelay::closeQuietly);
    probes.shutdownNow();
  }
}

package io.rehost.injector.fleet;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All pods that have the sidecar and have not ended, at one time. Immutable.
 *
 * @param at when it was begun
 * @param pods by namespace and name
 */
public record FleetReport(Instant at, List<PodReport> pods) {
  public FleetReport {
    pods =
        pods.stream()
            .sorted(Comparator.comparing(PodReport::namespace).thenComparing(PodReport::name))
            .toList();
  }

  /** Pods that shall run the same rules. */
  public record Group(String hash, long pods, long current) {
    /** {@code 7 of 9 pods on abc123}. */
    @Override
    public String toString() {
      return "%d of %d pod%s on %s".formatted(current, pods, pods == 1 ? "" : "s", hash);
    }
  }

  /** For each hash that pods should run, how many do, by hash. */
  public List<Group> groups() {
    Map<String, Group> groups = new TreeMap<>();
    for (PodReport pod : pods) {
      String hash = pod.expectedHash();
      if (hash != null) {
        groups.merge(
            hash,
            new Group(hash, 1, pod.isCurrent() ? 1 : 0),
            (a, b) -> new Group(hash, a.pods + b.pods, a.current + b.current));
      }
    }
    return List.copyOf(groups.values());
  }

  /** How many pods run what they should. */
  public long current() {
    return pods.stream().filter(PodReport::isCurrent).count();
  }

  /** How many pods should be made anew. */
  public long needingRestart() {
    return pods.stream().filter(PodReport::needsRestart).count();
  }

  /** How many pods have not answered. */
  public long unreachable() {
    return pods.stream().filter(pod -> pod.state() == PodReport.State.UNREACHABLE).count();
  }
}

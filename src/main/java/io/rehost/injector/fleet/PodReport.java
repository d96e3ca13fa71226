package io.rehost.injector.fleet;

import io.rehost.injector.InjectedPod;
import io.rehost.injector.fleet.ExpectedRules.Rejection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One pod.
 *
 * @param rules names of its ConfigMaps, in order of precedence
 * @param hash of the rules in force; null if there are none, or it didn't say
 * @param expectedHash that it should run; null if none of its ConfigMaps has good rules
 * @param reason why it is not reachable; null if it is
 * @param rejections since the sidecar started; null if it didn't say
 * @param watchConnected null if it didn't say
 * @param rejected its ConfigMaps that, as they are now, don't go into force
 * @param missingHosts from a ConfigMap to hosts that it captures only once it is made anew
 */
public record PodReport(
    String namespace,
    String name,
    List<String> rules,
    State state,
    @Nullable String hash,
    @Nullable String expectedHash,
    @Nullable String reason,
    @Nullable Long rejections,
    @Nullable Boolean watchConnected,
    List<Rejected> rejected,
    Map<String, List<String>> missingHosts) {
  public PodReport {
    rules = List.copyOf(rules);
    rejected = List.copyOf(rejected);
    missingHosts = new TreeMap<>(missingHosts);
  }

  /** How it is with a pod's rules. */
  public enum State {
    /** It runs what it should. */
    CURRENT,
    /** It runs something else: an edit is on its way, or was rejected. */
    OUTDATED,
    /** It has no rules in force: requests get 503. */
    NO_RULES,
    /** It has not answered. */
    UNREACHABLE;

    /** {@code current}, {@code outdated}, {@code no-rules}, {@code unreachable}. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * A ConfigMap that doesn't go into force.
   *
   * @param resourceVersion null if it isn't there
   */
  public record Rejected(
      String configMap, @Nullable String resourceVersion, List<String> problems) {
    public Rejected {
      problems = List.copyOf(problems);
    }
  }

  /** What came back from a pod. */
  sealed interface Answer {
    /** Its metrics. */
    record Metrics(SidecarMetrics metrics) implements Answer {}

    /** Nothing, and why. */
    record Nothing(String reason) implements Answer {}
  }

  static PodReport of(
      InjectedPod pod,
      ExpectedRules expected,
      Map<String, List<String>> missingHosts,
      Answer answer) {
    SidecarMetrics metrics = answer instanceof Answer.Metrics(SidecarMetrics found) ? found : null;
    return new PodReport(
        pod.namespace(),
        pod.name(),
        pod.rules(),
        state(metrics, expected),
        metrics == null ? null : metrics.hash(),
        expected.hash(),
        answer instanceof Answer.Nothing(String reason) ? reason : null,
        metrics == null ? null : Long.valueOf(metrics.rejections()),
        metrics == null ? null : metrics.watchConnected(),
        expected.rejections().stream().map(PodReport::rejected).toList(),
        missingHosts);
  }

  private static Rejected rejected(Rejection rejection) {
    return new Rejected(rejection.configMap(), rejection.resourceVersion(), rejection.problems());
  }

  private static State state(@Nullable SidecarMetrics metrics, ExpectedRules expected) {
    if (metrics == null) {
      return State.UNREACHABLE;
    }
    if (metrics.hash() == null) {
      return State.NO_RULES;
    }
    return Objects.equals(metrics.hash(), expected.hash()) ? State.CURRENT : State.OUTDATED;
  }

  /** Whether it runs what it should. */
  public boolean isCurrent() {
    return state == State.CURRENT;
  }

  /** Whether rules have hosts that it can't capture until it is made anew. */
  public boolean needsRestart() {
    return !missingHosts.isEmpty();
  }
}

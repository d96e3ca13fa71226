package io.rehost.injector.webhook;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.zjsonpatch.JsonDiff;
import io.rehost.injector.InjectionDecision.Deny;
import io.rehost.injector.InjectionDecision.Inject;
import io.rehost.injector.InjectionDecision.Leave;
import io.rehost.injector.Injector;
import io.rehost.injector.PodEdit;
import io.rehost.injector.SidecarSpec;
import io.rehost.injector.webhook.AdmissionReview.Request;
import io.rehost.injector.webhook.AdmissionReview.Verdict;
import io.rehost.rule.Problem;
import java.util.List;

/**
 * Injects the sidecar into pods that are being made. A pod that asks for it and can't have it is
 * denied, as one without it would send its requests to the wrong place; or admitted as it is, with
 * warnings, where whoever runs the injector prefers that. Thread-safe.
 */
public final class PodAdmission implements AdmissionReview.Judge {
  private static final String SKIPPED = "rehost is not injected: ";

  private final Injector injector;
  private final Refusal refusal;
  private final SkipListener skips;

  /**
   * A judge of pods.
   *
   * @param skips told of every pod that is admitted without the sidecar that it asks for, unless it
   *     is only tried (dry run)
   */
  public PodAdmission(Injector injector, Refusal refusal, SkipListener skips) {
    this.injector = injector;
    this.refusal = refusal;
    this.skips = skips;
  }

  /** What happens to a pod that can't have the sidecar. */
  public enum Refusal {
    /** It is not made. */
    DENY,
    /** It is made as it is, with a warning. */
    WARN
  }

  /** Hears of pods that are admitted without the sidecar that they ask for. */
  @FunctionalInterface
  public interface SkipListener {
    /**
     * Must not block.
     *
     * @param namespace of the pod
     * @param pod as it was sent; mostly without a name, as whoever makes it leaves that to the
     *     server
     * @param why a sentence with all reasons
     */
    void skipped(String namespace, ObjectNode pod, String why);
  }

  @Override
  public Verdict judge(Request request) {
    if (!request.kind().equals("Pod")
        || !request.operation().equals("CREATE")
        || !(request.object() instanceof ObjectNode pod)) {
      return Verdict.allowed(List.of());
    }
    return switch (injector.decide(request.namespace(), pod)) {
      case Leave _ -> Verdict.allowed(List.of());
      case Inject(SidecarSpec sidecar, List<String> warnings) ->
          Verdict.patched(JsonDiff.asJson(pod, PodEdit.inject(pod, sidecar)), warnings);
      case Deny(List<Problem> problems) -> refused(request, pod, problems);
    };
  }

  private Verdict refused(Request request, ObjectNode pod, List<Problem> problems) {
    String all = problems.stream().map(Problem::toString).collect(joining("; "));
    return switch (refusal) {
      case DENY -> Verdict.denied("rehost can't be injected: " + all);
      case WARN -> {
        List<String> warnings = problems.stream().map(problem -> SKIPPED + problem).toList();
        yield request.dryRun()
            ? Verdict.allowed(warnings)
            : Verdict.allowed(
                warnings, () -> skips.skipped(request.namespace(), pod, SKIPPED + all));
      }
    };
  }
}

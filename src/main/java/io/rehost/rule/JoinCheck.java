package io.rehost.rule;

import io.rehost.rule.RuleSet.Part;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What joined documents inherit from each other and from the settings, and whether that will do.
 */
final class JoinCheck {
  private final List<Part> parts;
  private final Defaults defaults;
  private final @Nullable Part upstreamOwner;
  private final @Nullable Part unmatchedOwner;

  JoinCheck(List<Part> parts, Defaults defaults) {
    this.parts = parts;
    this.defaults = defaults;
    upstreamOwner = first(parts, part -> part.document().upstream() != null);
    unmatchedOwner = first(parts, part -> part.document().unmatched() != null);
  }

  /** The default upstream that the documents give; null if none does. */
  static @Nullable Upstream firstUpstream(List<Part> parts) {
    Part owner = first(parts, part -> part.document().upstream() != null);
    return owner == null ? null : owner.document().upstream();
  }

  /** What is wrong with which of the parts, although they do not contradict each other. */
  Map<Part, List<Problem>> problems() {
    Map<Part, List<Problem>> problems = new LinkedHashMap<>();
    for (Part part : parts) {
      List<Problem> ofPart = new ArrayList<>(missingUpstreams(part));
      ofPart.addAll(DocumentCheck.problems(inherited(part)));
      if (!ofPart.isEmpty()) {
        problems.put(part, ofPart);
      }
    }
    if (problems.isEmpty() && !parts.isEmpty() && passes()) {
      unmatchedProblem(problems);
    }
    return problems;
  }

  /** What a part inherits: the default upstream, and its server name if the settings give both. */
  Inherited inherited(Part part) {
    return inherited(part.document());
  }

  /** What to do with a request that no rule matches. */
  Decision unmatched() {
    return passes()
        ? new Decision.Keep(null, ofUnmatched().unmatched())
        : RuleSet.rejectUnmatched();
  }

  private Inherited inherited(RulesDocument document) {
    Upstream upstream = firstUpstream(parts);
    return upstream == null
        ? new Inherited(document, defaults.upstream(), defaults.serverName(), defaults.masked())
        : new Inherited(document, upstream, null, defaults.masked());
  }

  /**
   * What requests inherit that no rule matches: as a rule of the document that gives the upstream.
   */
  private Inherited ofUnmatched() {
    return inherited(
        upstreamOwner == null
            ? new RulesDocument(null, TlsSettings.NONE, null, List.of())
            : upstreamOwner.document());
  }

  private boolean passes() {
    Unmatched unmatched =
        unmatchedOwner == null
            ? defaults.unmatched()
            : Objects.requireNonNull(unmatchedOwner.document().unmatched());
    return unmatched == Unmatched.PASS;
  }

  private List<Problem> missingUpstreams(Part part) {
    List<Problem> problems = new ArrayList<>();
    List<Rule> rules = part.document().rules();
    Inherited inherited = inherited(part);
    for (int i = 0; i < rules.size(); i++) {
      if (inherited.upstream(rules.get(i)) == null) {
        problems.add(missing("rules[" + i + "].upstream"));
      }
    }
    return problems;
  }

  private void unmatchedProblem(Map<Part, List<Problem>> problems) {
    Inherited inherited = ofUnmatched();
    Upstream upstream = inherited.upstream();
    if (upstream == null) {
      parts.forEach(part -> problems.put(part, List.of(missing("upstream"))));
    } else if (upstream.scheme() == Upstream.Scheme.HTTPS
        && inherited.unmatchedServerName() == null) {
      Problem problem =
          new Problem("tls.serverName", null, DocumentCheck.SERVER_NAME_FOR_UNMATCHED, 0, 0);
      blamed().forEach(part -> problems.put(part, List.of(problem)));
    }
  }

  /** The later of those who made unmatched requests pass, to that upstream; all if nobody did. */
  private List<Part> blamed() {
    int upstream = parts.indexOf(upstreamOwner);
    int unmatched = parts.indexOf(unmatchedOwner);
    int later = Math.max(upstream, unmatched);
    return later < 0 ? parts : List.of(parts.get(later));
  }

  private static Problem missing(String path) {
    String expected = Upstream.EXPECTED + ", of the rule, the document or REHOST_UPSTREAM";
    return new Problem(path, null, expected, 0, 0);
  }

  private static @Nullable Part first(List<Part> parts, Predicate<Part> predicate) {
    return parts.stream().filter(predicate).findFirst().orElse(null);
  }
}

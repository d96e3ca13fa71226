package io.rehost.rule;

import io.rehost.rule.RuleSet.Compilation.Compiled;
import io.rehost.rule.RuleSet.Part;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Documents of several sources joined into one set, in order. Each source offers one document or
 * more, the one that it wants first; of documents that contradict each other the later one is
 * refused, so that a bad source never holds up one before it.
 */
final class Join {
  private final List<List<Part>> offers;
  private final Defaults defaults;
  private final Map<Part, List<Problem>> refused;
  private final List<Part> chosen = new ArrayList<>();
  private final Map<String, String> sourceOfName = new HashMap<>();

  private Join(List<List<Part>> offers, Defaults defaults, Map<Part, List<Problem>> refused) {
    this.offers = offers;
    this.defaults = defaults;
    this.refused = new HashMap<>(refused);
  }

  /**
   * Joins what fits together.
   *
   * @param offers one list for each source, in order of precedence
   */
  static Join of(List<List<Part>> offers, Defaults defaults) {
    Map<Part, List<Problem>> unfit = new HashMap<>();
    while (true) {
      Join join = new Join(offers, defaults, unfit);
      join.choose();
      // What shows in the end only, such as an upstream that nobody names.
      Map<Part, List<Problem>> more = new JoinCheck(join.chosen, defaults).problems();
      if (more.isEmpty()) {
        return join;
      }
      unfit.putAll(join.toRefuse(more));
    }
  }

  /** The documents that go into force, in order. */
  List<Part> chosen() {
    return chosen;
  }

  /** Why a source does not get the document that it wants, for each source that does not. */
  Map<String, List<Problem>> problems() {
    Map<String, List<Problem>> problems = new LinkedHashMap<>();
    for (List<Part> offer : offers) {
      List<Problem> ofWanted = offer.isEmpty() ? null : refused.get(offer.getFirst());
      if (ofWanted != null) {
        problems.put(offer.getFirst().source(), ofWanted);
      }
    }
    return problems;
  }

  /** The set, and its rules that can never win. */
  Compiled compiled() {
    JoinCheck last = new JoinCheck(chosen, defaults);
    List<CompiledRule> rules = new ArrayList<>();
    for (Part part : chosen) {
      Inherited inherited = last.inherited(part);
      for (RuleInForce rule : RuleSet.placed(part.source(), part.document(), rules.size())) {
        rules.add(
            new CompiledRule(rule, Outcome.of(rule.rule(), inherited.destination(rule.rule()))));
      }
    }
    RuleSet set = new RuleSet(rules, last.unmatched(), chosen);
    return new Compiled(set, Shadows.of(set.rules()));
  }

  private void choose() {
    for (List<Part> offer : offers) {
      for (Part part : offer) {
        List<Problem> problems = refused.get(part);
        if (problems == null) {
          problems = problemsOf(part);
        }
        if (problems.isEmpty()) {
          part.document().rules().forEach(rule -> sourceOfName.put(rule.name(), part.source()));
          chosen.add(part);
          break;
        }
        refused.put(part, problems);
      }
    }
  }

  /**
   * Which of the chosen documents give way so that the problems end. One that has another to fall
   * back to goes first, even if the problem shows in a document that relied on it: a new document
   * must not break one that was good.
   */
  private Map<Part, List<Problem>> toRefuse(Map<Part, List<Problem>> problems) {
    Part blamed = lastWithFallback(new ArrayList<>(problems.keySet()));
    if (blamed != null) {
      return Map.of(blamed, problems.getOrDefault(blamed, List.of()));
    }
    Part cause = lastWithFallback(chosen);
    if (cause == null) {
      return problems;
    }
    Map.Entry<Part, List<Problem>> broken = problems.entrySet().iterator().next();
    String expected =
        "what %s needs of this document: %s"
            .formatted(broken.getKey().source(), broken.getValue().getFirst());
    String path = cause.document().upstream() == null ? "upstream" : "unmatched";
    return Map.of(cause, List.of(new Problem(path, null, expected, 0, 0)));
  }

  private @Nullable Part lastWithFallback(List<Part> parts) {
    for (Part part : parts.reversed()) {
      for (List<Part> offer : offers) {
        int at = offer.indexOf(part);
        if (at >= 0 && at < offer.size() - 1) {
          return part;
        }
      }
    }
    return null;
  }

  private List<Problem> problemsOf(Part part) {
    RulesDocument document = part.document();
    List<Problem> problems =
        new ArrayList<>(DocumentCheck.problems(Inherited.nothing(document, defaults.masked())));
    addressProblem("upstream", document.upstream(), problems);
    Set<String> own = new HashSet<>();
    for (int i = 0; i < document.rules().size(); i++) {
      Rule rule = document.rules().get(i);
      addressProblem("rules[" + i + "].upstream", rule.upstream(), problems);
      String other = own.add(rule.name()) ? sourceOfName.get(rule.name()) : "this document";
      if (other != null) {
        String expected = "a name of its own; " + other + " has a rule of this one";
        problems.add(new Problem("rules[" + i + "].name", rule.name(), expected, 0, 0));
      }
    }
    return problems.isEmpty() ? problemsOfDefault(part) : problems;
  }

  private void addressProblem(String path, @Nullable Upstream upstream, List<Problem> problems) {
    if (upstream != null && upstream.isAddress() && !defaults.upstreamAllowed().test(upstream)) {
      String expected =
          "an address that REHOST_UPSTREAM_ALLOWED allows, never one of this proxy's own";
      problems.add(new Problem(path, upstream.toString(), expected, 0, 0));
    }
  }

  /**
   * A default upstream of the documents must suit this one, or, if this one sets it, the others.
   */
  private List<Problem> problemsOfDefault(Part part) {
    Upstream upstream = JoinCheck.firstUpstream(chosen);
    if (upstream != null) {
      return problemsWith(part, upstream);
    }
    Upstream mine = part.document().upstream();
    if (mine == null) {
      return List.of();
    }
    for (Part before : chosen) {
      List<Problem> problems = problemsWith(before, mine);
      if (!problems.isEmpty()) {
        String expected =
            "an upstream that suits " + before.source() + " too: " + problems.getFirst();
        return List.of(new Problem("upstream", mine.toString(), expected, 0, 0));
      }
    }
    return List.of();
  }

  private List<Problem> problemsWith(Part part, Upstream fallback) {
    return DocumentCheck.problems(
        new Inherited(part.document(), fallback, null, defaults.masked()));
  }
}

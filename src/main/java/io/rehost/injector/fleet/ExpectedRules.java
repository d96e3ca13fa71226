package io.rehost.injector.fleet;

import io.rehost.injector.InjectedPod;
import io.rehost.rule.Defaults;
import io.rehost.rule.FieldMask;
import io.rehost.rule.Problem;
import io.rehost.rule.RuleSet;
import io.rehost.rule.RuleSet.Compilation.Compiled;
import io.rehost.rule.RuleSet.Part;
import io.rehost.rule.Unmatched;
import io.rehost.rule.Upstream;
import io.rehost.rule.document.ParseResult.Parsed;
import io.rehost.rule.document.ParseResult.Rejected;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a pod that starts now would run: the join of its ConfigMaps as they are, by the code that
 * the sidecar joins them with, its default upstream and {@code unmatched} included. Not judged are
 * REHOST_UPSTREAM_ALLOWED and REHOST_MASK of the pod. Pure.
 *
 * @param hash null if none of them has good rules
 * @param rejections of ConfigMaps that would not go into force, in order of precedence
 */
record ExpectedRules(@Nullable String hash, List<Rejection> rejections) {
  ExpectedRules {
    rejections = List.copyOf(rejections);
  }

  /**
   * A ConfigMap that isn't there or whose document isn't good, alone or with the others.
   *
   * @param resourceVersion null if it isn't there
   */
  record Rejection(String configMap, @Nullable String resourceVersion, List<String> problems) {
    Rejection {
      problems = List.copyOf(problems);
    }
  }

  /**
   * All that it depends on: pods that are alike in this expect the same.
   *
   * @param rules names of ConfigMaps in order of precedence
   */
  record Question(
      String namespace,
      List<String> rules,
      @Nullable String upstream,
      @Nullable String serverName,
      @Nullable String unmatched) {
    static Question of(InjectedPod pod) {
      return new Question(
          pod.namespace(),
          pod.rules(),
          pod.variables().get("REHOST_UPSTREAM"),
          pod.variables().get("REHOST_UPSTREAM_SERVER_NAME"),
          pod.variables().get("REHOST_UNMATCHED"));
    }

    private Defaults defaults() {
      return new Defaults(
          upstream == null ? null : Upstream.parse(upstream),
          serverName,
          "reject".equals(unmatched) ? Unmatched.REJECT : Unmatched.PASS,
          any -> true,
          FieldMask.DEFAULT);
    }
  }

  /**
   * The answer.
   *
   * @param revisions from the name of a ConfigMap to what it says
   */
  static ExpectedRules of(Question question, Function<String, RulesRevision> revisions) {
    Map<String, List<Problem>> problems = new LinkedHashMap<>();
    List<Part> parts = new ArrayList<>();
    for (String name : question.rules()) {
      switch (revisions.apply(name).result()) {
        case Parsed(var document, var text) -> parts.add(new Part(name, document, text.bytes()));
        case Rejected(List<Problem> found) -> problems.put(name, found);
      }
    }
    String hash = join(parts, question.defaults(), problems);
    List<Rejection> rejections =
        question.rules().stream()
            .filter(problems::containsKey)
            .map(name -> rejection(name, revisions.apply(name), problems))
            .toList();
    return new ExpectedRules(hash, rejections);
  }

  private static Rejection rejection(
      String name, RulesRevision revision, Map<String, List<Problem>> problems) {
    return new Rejection(
        name,
        revision.resourceVersion(),
        problems.getOrDefault(name, List.of()).stream().map(Problem::toString).toList());
  }

  /** Without those that don't fit; what remains fits together. */
  private static @Nullable String join(
      List<Part> parts, Defaults defaults, Map<String, List<Problem>> problems) {
    while (!parts.isEmpty()) {
      switch (RuleSet.compile(parts, defaults)) {
        case Compiled(RuleSet rules, var _) -> {
          return rules.hash();
        }
        case RuleSet.Compilation.Rejected(Map<String, List<Problem>> unfit) -> {
          problems.putAll(unfit);
          parts.removeIf(part -> unfit.containsKey(part.source()));
        }
      }
    }
    return null;
  }
}

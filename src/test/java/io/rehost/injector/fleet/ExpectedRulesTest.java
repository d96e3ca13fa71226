package io.rehost.injector.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.rehost.injector.InjectedPod;
import io.rehost.injector.fleet.ExpectedRules.Question;
import io.rehost.rule.ActiveRules;
import io.rehost.rule.Defaults;
import io.rehost.rule.RuleSource;
import io.rehost.rule.document.Origin;
import io.rehost.rule.document.ParseResult.Parsed;
import io.rehost.rule.document.RulesParser;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Contract section 3: {@code hash} over the documents in force, in order. */
class ExpectedRulesTest {
  private static final String A = TestPods.rules("a", "a.test");
  private static final String B = TestPods.rules("b", "b.test");
  private static final String WITHOUT_UPSTREAM = "rules:\n- name: c\n  host: c.test\n";

  @Test
  void itIsTheHashOfASidecarThatHasReadTheSame() {
    ExpectedRules expected = expected(Map.of("a", A, "b", B), pod("b", "a"));

    assertThat(expected.hash()).isEqualTo(hashOfSidecar(Map.of("a", A, "b", B), "b", "a"));
    assertThat(expected.rejections()).isEmpty();
  }

  @Test
  void theOrderOfTheConfigMapsCounts() {
    Map<String, String> both = Map.of("a", A, "b", B);

    assertThat(expected(both, pod("a", "b")).hash())
        .isNotEqualTo(expected(both, pod("b", "a")).hash());
  }

  @Test
  void aBadOrMissingConfigMapIsNotInForceAndSaysWhy() {
    ExpectedRules expected = expected(Map.of("a", A, "b", "rules: 7"), pod("a", "b", "c"));

    assertThat(expected.hash()).isEqualTo(hashOfSidecar(Map.of("a", A), "a"));
    assertThat(expected.rejections())
        .extracting(ExpectedRules.Rejection::configMap)
        .containsExactly("b", "c");
    assertThat(expected.rejections().getFirst().resourceVersion()).isEqualTo("7");
    assertThat(expected.rejections().getLast().problems())
        .containsExactly("metadata.name: missing (expected: a ConfigMap of that name)");
  }

  @Test
  void ofTwoThatContradictEachOtherTheLaterIsNotInForce() {
    String again = TestPods.rules("a", "other.test");
    ExpectedRules expected = expected(Map.of("a", A, "b", again), pod("a", "b"));

    assertThat(expected.hash()).isEqualTo(hashOfSidecar(Map.of("a", A), "a"));
    assertThat(expected.rejections().getFirst().problems().getFirst()).contains("rules[0].name");
  }

  @Test
  void thePodsOwnUpstreamDecidesWhetherADocumentWillDo() {
    Map<String, String> maps = Map.of("c", WITHOUT_UPSTREAM);
    Pod with =
        TestPods.pod("p", null, List.of(), Map.of("REHOST_UPSTREAM", "http://10.0.0.9"), "c");

    assertThat(expected(maps, pod("c")).hash()).isNull();
    assertThat(expected(maps, with).hash()).isNotNull();
  }

  private static Pod pod(String... rules) {
    return TestPods.pod("p", null, rules);
  }

  private static ExpectedRules expected(Map<String, String> maps, Pod pod) {
    return ExpectedRules.of(
        Question.of(InjectedPod.of(pod).orElseThrow()),
        name ->
            RulesRevision.of(
                maps.containsKey(name)
                    ? TestPods.configMap(name, maps.getOrDefault(name, ""))
                    : null));
  }

  private static String hashOfSidecar(Map<String, String> maps, String... order) {
    ActiveRules rules =
        new ActiveRules(
            Stream.of(order).map(name -> new RuleSource(RuleSource.Kind.CONFIG_MAP, name)).toList(),
            Defaults.NONE);
    for (String name : order) {
      Parsed parsed = (Parsed) RulesParser.parse(maps.getOrDefault(name, ""), Origin.CONFIGMAP);
      rules.accept(name, parsed.document(), parsed.text().bytes(), "1");
    }
    return Objects.requireNonNull(rules.current()).hash();
  }
}

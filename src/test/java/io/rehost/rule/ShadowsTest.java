package io.rehost.rule;

import static io.rehost.rule.TestRule.document;
import static io.rehost.rule.TestRule.finds;
import static io.rehost.rule.TestRule.is;
import static io.rehost.rule.TestRule.part;
import static io.rehost.rule.TestRule.present;
import static io.rehost.rule.TestRule.rule;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShadowsTest {

  @Test
  void aRuleForEveryRequestShadowsAllAfterIt() {
    assertThat(shadows(rule("a"), rule("b").hosts("x.test"), rule("c")))
        .containsExactly("b by a", "c by a");
  }

  @Test
  void namesSuffixesPrefixesAndSetsAreContained() {
    assertThat(shadows(rule("a").hosts("*.test"), rule("b").hosts("x.test", "*.y.test")))
        .containsExactly("b by a");
    assertThat(shadows(rule("a").prefix("/a/"), rule("b").prefix("/a/b").exact("/%61")))
        .containsExactly("b by a");
    assertThat(shadows(rule("a").methods("GET", "HEAD"), rule("b").methods("GET")))
        .containsExactly("b by a");
    assertThat(shadows(rule("a").exact("/a").exact("/b"), rule("b").exact("/b")))
        .containsExactly("b by a");
    assertThat(shadows(rule("a").hosts("a.test"), rule("b").hosts("a.test:80")))
        .containsExactly("b by a");
  }

  @Test
  void equalPatternsAreContained() {
    assertThat(shadows(rule("a").regex("^/v"), rule("b").regex("^/v").hosts("x.test")))
        .containsExactly("b by a");
    assertThat(shadows(rule("a").regex("^/v"), rule("b").regex("^/v1"))).isEmpty();
  }

  @Test
  void aRuleWithMoreConditionsOnFieldsIsContained() {
    assertThat(
            shadows(
                rule("a").header("X-Env", present(true)),
                rule("b").header("x-env", is("c")).header("y", is("1"))))
        .containsExactly("b by a");
    assertThat(shadows(rule("a").header("x", finds("^c")), rule("b").header("x", is("canary"))))
        .containsExactly("b by a");
    assertThat(shadows(rule("a").query("v", finds("2")), rule("b").query("v", finds("2"))))
        .containsExactly("b by a");
    assertThat(shadows(rule("a").query("v", present(false)), rule("b").query("v", present(false))))
        .containsExactly("b by a");
  }

  @Test
  void whatOnlyOverlapsIsNotContained() {
    assertThat(shadows(rule("a").hosts("x.test"), rule("b").hosts("x.test", "y.test"))).isEmpty();
    assertThat(shadows(rule("a").hosts("x.test"), rule("b"))).isEmpty();
    assertThat(shadows(rule("a").hosts("*.x.test"), rule("b").hosts("x.test"))).isEmpty();
    assertThat(shadows(rule("a").hosts("x.test:80"), rule("b").hosts("x.test"))).isEmpty();
    assertThat(shadows(rule("a").prefix("/a"), rule("b").prefix("/ab"))).isEmpty();
    assertThat(shadows(rule("a").prefix("/a"), rule("b").regex("^/a"))).isEmpty();
    assertThat(shadows(rule("a").exact("/a"), rule("b").prefix("/a"))).isEmpty();
    assertThat(shadows(rule("a").methods("GET"), rule("b"))).isEmpty();
    assertThat(shadows(rule("a").header("x", is("1")), rule("b").header("x", is("2")))).isEmpty();
    assertThat(shadows(rule("a").header("x", is("1")), rule("b").header("y", is("1")))).isEmpty();
    assertThat(shadows(rule("a").query("v", is("1")), rule("b").query("V", is("1")))).isEmpty();
    assertThat(shadows(rule("a").header("x", present(true)), rule("b").header("x", present(false))))
        .isEmpty();
  }

  @Test
  void theRootPrefixLeavesTheAsteriskOfOptions() {
    assertThat(shadows(rule("a").prefix("/"), rule("b"))).isEmpty();
    assertThat(shadows(rule("a").prefix("/"), rule("b").exact("*"))).isEmpty();
    assertThat(shadows(rule("a").prefix("/"), rule("b").exact("/x"))).containsExactly("b by a");
  }

  @Test
  void ofManyRulesTheShadowedOneIsFound() {
    List<TestRule> rules = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      rules.add(rule("r" + i).hosts("h" + i + ".test").prefix("/a"));
    }
    rules.add(rule("last").hosts("h1234.test").exact("/a/b"));

    assertThat(shadows(rules.toArray(TestRule[]::new))).containsExactly("last by r1234");
  }

  @Test
  void shadowsAcrossSourcesAreWarnings() {
    RuleSet.Compilation compilation =
        RuleSet.compile(
            List.of(part("a", document(rule("a"))), part("b", document(rule("b")))), Defaults.NONE);

    assertThat(compilation)
        .isInstanceOfSatisfying(
            RuleSet.Compilation.Compiled.class,
            it ->
                assertThat(it.warnings()).containsExactly(new Warning("rules[0]", "b", "b", "a")));
  }

  private static List<String> shadows(TestRule... rules) {
    return Shadows.of(RuleSet.placed("s", document(rules), 0)).stream()
        .map(warning -> warning.rule() + " by " + warning.shadowedBy())
        .toList();
  }
}

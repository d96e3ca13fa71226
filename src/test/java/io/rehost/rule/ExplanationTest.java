package io.rehost.rule;

import static io.rehost.rule.TestHead.get;
import static io.rehost.rule.TestRule.document;
import static io.rehost.rule.TestRule.finds;
import static io.rehost.rule.TestRule.is;
import static io.rehost.rule.TestRule.present;
import static io.rehost.rule.TestRule.rule;
import static io.rehost.rule.TestRule.set;
import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.rule.Explanation.Result;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExplanationTest {

  @Test
  void itSaysWhichRuleWonAndWhyEachEarlierOneLost() {
    RuleSet rules =
        set(
            rule("a").hosts("b2.example.com", "*.b2.example.com"),
            rule("b").hosts("a.test").prefix("/img"),
            rule("c").hosts("*.test").to("x.test"),
            rule("d"));

    Explanation explanation = rules.explain(get("a.test/x"));

    assertThat(explanation.result()).isEqualTo(Result.MATCHED);
    assertThat(explanation.rule()).isEqualTo(rules.rules().get(2));
    assertThat(explanation.considered())
        .containsExactly(
            new Explanation.Lost(
                rules.rules().get(0), "host: a.test is not b2.example.com or *.b2.example.com"),
            new Explanation.Lost(rules.rules().get(1), "path: /x is not prefix /img"));
  }

  @Test
  void itNamesTheFirstPartThatFailed() {
    assertThat(failed(rule("r").hosts("b.test:80"), get("a.test:81/")))
        .isEqualTo("host: a.test:81 is not b.test:80");
    assertThat(failed(rule("r").prefix("/img").exact("/f").regex("^/v"), get("a.test/%69")))
        .isEqualTo("path: /i is not prefix /img, exact /f or regex ^/v");
    assertThat(failed(rule("r").methods("HEAD", "GET"), get("a.test/").withMethod("POST")))
        .isEqualTo("method: POST is not GET or HEAD");
    assertThat(failed(rule("r").header("x-env", is("canary")), get("a.test/")))
        .isEqualTo("header: x-env is absent, wanted is \"canary\"");
    assertThat(
            failed(
                rule("r").header("x-env", is("canary")),
                get("a.test/").with("x-env", "a").with("x-env", "b")))
        .isEqualTo("header: x-env \"a\", \"b\" is not \"canary\"");
    assertThat(failed(rule("r").header("x-env", finds("^c")), get("a.test/").with("x-env", "a")))
        .isEqualTo("header: x-env \"a\" has no match of ^c");
    assertThat(failed(rule("r").header("x-env", present(true)), get("a.test/")))
        .isEqualTo("header: x-env is absent");
    assertThat(failed(rule("r").header("x", present(false)), get("a.test/").with("x", "")))
        .isEqualTo("header: x is present");
    assertThat(failed(rule("r").query("v", is("2")), get("a.test/?v=%31&v=")))
        .isEqualTo("query: v \"1\", \"\" is not \"2\"");
  }

  @Test
  void aLongListIsCutShort() {
    TestRule many = rule("r");
    IntStream.range(0, 20).forEach(i -> many.hosts("h" + i + ".test"));

    assertThat(failed(many, get("a.test/"))).endsWith("h7.test or one of 12 more");
  }

  @Test
  void withoutAWinnerTheRequestPassesOrIsRejected() {
    TestRule rule = rule("r").hosts("b.test");
    RulesDocument rejecting =
        document("http://10.0.0.12", TlsSettings.NONE, Unmatched.REJECT, rule);

    assertThat(set(rule).explain(get("a.test/")).result()).isEqualTo(Result.PASSED);
    assertThat(set(rule).explain(get("a.test/")).rule()).isNull();
    assertThat(set(rejecting).explain(get("a.test/")).result()).isEqualTo(Result.REJECTED);
  }

  @Test
  void aRuleThatWonMayRejectTheRequest() {
    Explanation explanation =
        set(rule("r").to("{header.x}").allowed("b.test")).explain(get("a.test/"));

    assertThat(explanation.result()).isEqualTo(Result.REJECTED);
    assertThat(explanation.rule()).isNotNull();
  }

  private static String failed(TestRule rule, RequestHead head) {
    return set(rule).explain(head).considered().getFirst().failed();
  }
}

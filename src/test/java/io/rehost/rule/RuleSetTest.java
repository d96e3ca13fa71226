package io.rehost.rule;

import static io.rehost.rule.TestHead.get;
import static io.rehost.rule.TestRule.document;
import static io.rehost.rule.TestRule.finds;
import static io.rehost.rule.TestRule.is;
import static io.rehost.rule.TestRule.origin;
import static io.rehost.rule.TestRule.present;
import static io.rehost.rule.TestRule.rule;
import static io.rehost.rule.TestRule.set;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Section 3 of the contract, sentence by sentence: what a rule matches and what it decides. */
class RuleSetTest {

  @Test
  void rulesAreTriedInOrderAndTheFirstThatMatchesWins() {
    RuleSet rules = set(rule("first").hosts("*.b.test").to("1.test"), rule("second").to("2.test"));

    assertThat(winner(rules, get("x.b.test/"))).isEqualTo("first");
    assertThat(winner(rules, get("b.test/"))).isEqualTo("second");
  }

  @Test
  void aBroadRuleBeforeANarrowOneWins() {
    RuleSet rules =
        set(rule("any"), rule("host").hosts("a.test"), rule("path").hosts("a.test").exact("/x"));

    assertThat(winner(rules, get("a.test/x"))).isEqualTo("any");
  }

  @Test
  void allGivenPartsMustMatch() {
    RuleSet rules =
        set(
            rule("r")
                .hosts("a.test")
                .prefix("/img")
                .methods("GET", "HEAD")
                .header("x-env", is("canary"))
                .query("v", is("2")));
    TestHead good = get("a.test/img?v=2").with("X-Env", "canary");

    assertThat(winner(rules, good)).isEqualTo("r");
    assertThat(winner(rules, good.withMethod("HEAD"))).isEqualTo("r");
    assertThat(winner(rules, good.withMethod("POST"))).isEqualTo("none");
    assertThat(winner(rules, good.withPath("/x"))).isEqualTo("none");
    assertThat(winner(rules, get("b.test/img?v=2").with("X-Env", "canary"))).isEqualTo("none");
    assertThat(winner(rules, get("a.test/img?v=3").with("X-Env", "canary"))).isEqualTo("none");
    assertThat(winner(rules, get("a.test/img?v=2").with("X-Env", "prod"))).isEqualTo("none");
  }

  @Test
  void noneGivenMatchesEveryRequest() {
    RuleSet rules = set(rule("r"));

    assertThat(winner(rules, get("a.test/"))).isEqualTo("r");
    assertThat(winner(rules, get("[::1]:8080/").withMethod("OPTIONS").withPath("*")))
        .isEqualTo("r");
  }

  @Test
  void aRuleHostWithAPortComparesThePortToo() {
    RuleSet rules = set(rule("port").hosts("a.test:8080"), rule("name").hosts("a.test"));

    assertThat(winner(rules, get("a.test:8080/"))).isEqualTo("port");
    assertThat(winner(rules, get("a.test:80/"))).isEqualTo("name");
    assertThat(winner(rules, get("a.test/"))).isEqualTo("name");
  }

  @Test
  void aWildcardMatchesOneOrMoreLabelsButNotTheNameItself() {
    RuleSet rules = set(rule("r").hosts("*.x.test"));

    assertThat(winner(rules, get("a.x.test/"))).isEqualTo("r");
    assertThat(winner(rules, get("a.b.x.test/"))).isEqualTo("r");
    assertThat(winner(rules, get("x.test/"))).isEqualTo("none");
    assertThat(winner(rules, get("ax.test/"))).isEqualTo("none");
  }

  @Test
  void aPrefixEndsAtASegmentBorder() {
    RuleSet rules = set(rule("r").prefix("/img"));

    assertThat(winner(rules, get("a.test/img"))).isEqualTo("r");
    assertThat(winner(rules, get("a.test/img/x"))).isEqualTo("r");
    assertThat(winner(rules, get("a.test/imgs"))).isEqualTo("none");
    assertThat(winner(rules, get("a.test/im"))).isEqualTo("none");
  }

  @Test
  void theClosingSlashOfAPrefixDoesNotMatterAsInKubernetes() {
    assertThat(winner(set(rule("r").prefix("/img/")), get("a.test/img"))).isEqualTo("r");
    assertThat(winner(set(rule("r").prefix("/img/")), get("a.test/img/x"))).isEqualTo("r");
    assertThat(winner(set(rule("r").prefix("/")), get("a.test/x/y"))).isEqualTo("r");
  }

  @Test
  void theAsteriskOfOptionsIsNoPathBelowTheRoot() {
    TestHead options = get("a.test/").withMethod("OPTIONS").withPath("*");

    assertThat(winner(set(rule("r").prefix("/")), options)).isEqualTo("none");
    assertThat(winner(set(rule("r").exact("*")), options)).isEqualTo("r");
  }

  @Test
  void pathsAreNormalisedForMatchingOnly() {
    RuleSet rules = set(rule("r").prefix("/img").exact("/caf\u00E9/\u4E2D"));

    assertThat(winner(rules, get("a.test/x/%2E%2e/%69mg/y"))).isEqualTo("r");
    assertThat(winner(rules, get("a.test/img/../x"))).isEqualTo("none");
    assertThat(winner(rules, get("a.test/img%2Fy"))).isEqualTo("none");
    assertThat(winner(rules, get("a.test//img"))).isEqualTo("none");
    assertThat(winner(rules, get("a.test/caf%c3%a9/%E4%B8%AD"))).isEqualTo("r");
  }

  @Test
  void aRegexIsFoundAnywhereUnlessAnchored() {
    assertThat(winner(set(rule("r").regex("v[0-9]")), get("a.test/x/v2/y"))).isEqualTo("r");
    assertThat(winner(set(rule("r").regex("^/v[0-9]")), get("a.test/x/v2/y"))).isEqualTo("none");
  }

  @Test
  void aFieldGivenSeveralTimesMatchesIfAnyValueDoesWithoutSplittingAtCommas() {
    RuleSet rules = set(rule("r").header("x-env", is("canary")));

    assertThat(winner(rules, get("a.test/").with("x-env", "a").with("X-ENV", "canary")))
        .isEqualTo("r");
    assertThat(winner(rules, get("a.test/").with("x-env", "a,canary"))).isEqualTo("none");
    assertThat(winner(rules, get("a.test/").with("x-env", "Canary"))).isEqualTo("none");
  }

  @Test
  void presentAsksWhetherThereIsAValueEvenAnEmptyOne() {
    RuleSet there = set(rule("r").header("x-env", present(true)));
    RuleSet absent = set(rule("r").header("x-env", present(false)));

    assertThat(winner(there, get("a.test/").with("x-env", ""))).isEqualTo("r");
    assertThat(winner(there, get("a.test/"))).isEqualTo("none");
    assertThat(winner(absent, get("a.test/").with("x-env", ""))).isEqualTo("none");
    assertThat(winner(absent, get("a.test/"))).isEqualTo("r");
  }

  @Test
  void queryValuesAreComparedDecoded() {
    RuleSet rules = set(rule("r").query("q\u00E9", is("a b&c")));

    assertThat(winner(rules, get("a.test/?q%C3%A9=a+b%26c"))).isEqualTo("r");
    assertThat(winner(rules, get("a.test/?x=1&q%c3%a9=a%20b%26c&y"))).isEqualTo("r");
    assertThat(winner(rules, get("a.test/?q%C3%A9=a%2Bb%26c"))).isEqualTo("none");
  }

  @Test
  void aQueryParameterMatchesByRegexAndPresence() {
    assertThat(winner(set(rule("r").query("v", finds("^2"))), get("a.test/?v=1&v=21")))
        .isEqualTo("r");
    assertThat(winner(set(rule("r").query("v", present(true))), get("a.test/?v"))).isEqualTo("r");
    assertThat(winner(set(rule("r").query("v", present(false))), get("a.test/"))).isEqualTo("r");
    assertThat(winner(set(rule("r").query("v", present(false))), get("a.test/?v=")))
        .isEqualTo("none");
  }

  @Test
  void aRuleGivesTheOriginItsHostAndItsDestination() {
    Decision decision = set(rule("r").to("Go.Test:81")).decide(get("a.test/"));

    assertThat(decision)
        .isInstanceOfSatisfying(
            Decision.Override.class,
            it -> {
              assertThat(it.host()).isEqualTo("Go.Test:81");
              assertThat(it.destination())
                  .isEqualTo(new Destination(origin("http://10.0.0.12"), null, Protocol.AUTO));
            });
  }

  @Test
  void withoutAHostTheClientsOwnIsKept() {
    assertThat(set(rule("r")).decide(get("a.test/")))
        .isInstanceOfSatisfying(Decision.Keep.class, it -> assertThat(it.rule()).isNotNull());
  }

  @Test
  void decisionsThatDoNotDependOnTheRequestAreMadeOnce() {
    RuleSet rules = set(rule("r").hosts("a.test").to("b.test"));

    assertThat(rules.decide(get("a.test/1"))).isSameAs(rules.decide(get("a.test/2")));
    assertThat(rules.decide(get("c.test/1"))).isSameAs(rules.decide(get("d.test/2")));
  }

  @Test
  void unmatchedRequestsPassOrAreRejected() {
    RulesDocument rejecting =
        document("http://10.0.0.12", TlsSettings.NONE, Unmatched.REJECT, rule("r").hosts("a.test"));

    assertThat(set(rule("r").hosts("a.test")).decide(get("b.test/")))
        .isEqualTo(
            new Decision.Keep(
                null, new Destination(origin("http://10.0.0.12"), null, Protocol.AUTO)));
    assertThat(set(rejecting).decide(get("b.test/")))
        .isInstanceOfSatisfying(
            Decision.Reject.class,
            it -> assertThat(it.cause()).isEqualTo(Decision.Cause.UNMATCHED));
  }

  private static String winner(RuleSet rules, RequestHead head) {
    RuleInForce rule = rules.explain(head).rule();
    Decision decision = rules.decide(head);
    assertThat(decision).isEqualTo(rules.explain(head).decision());
    return rule == null ? "none" : rule.name();
  }
}

package io.rehost.rule;

import static io.rehost.rule.TestRule.bytes;
import static io.rehost.rule.TestRule.document;
import static io.rehost.rule.TestRule.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rehost.rule.RuleSource.Kind;
import io.rehost.rule.SourceStatus.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Section 3 of the contract: taking effect. */
class ActiveRulesTest {
  private static final Problem BAD = new Problem("rules", "x", "a list of rules", 1, 1);
  private static final Defaults SETTINGS =
      new Defaults(
          TestRule.origin("http://10.0.0.1"), null, Unmatched.PASS, it -> true, FieldMask.DEFAULT);

  private Instant now = Instant.EPOCH;
  private final ActiveRules rules = of(SETTINGS);

  @Test
  void thereIsNoSetUntilThereHasBeenAGoodOne() {
    assertThat(rules.current()).isNull();
    assertThat(rules.status()).extracting(SourceStatus::state).containsOnly(State.MISSING);

    rules.reject("a", List.of(BAD), "1");

    assertThat(rules.current()).isNull();
    assertThat(rules.state().loadedAt()).isNull();
  }

  @Test
  void anAcceptedEditReplacesTheWholeSet() {
    now = Instant.ofEpochSecond(1);
    RuleChange first = accept("a", rule("a1"));
    now = Instant.ofEpochSecond(2);
    RuleChange second = accept("b", rule("b1"));

    assertThat(first).isInstanceOf(RuleChange.Replaced.class);
    assertThat(second)
        .isInstanceOfSatisfying(
            RuleChange.Replaced.class,
            it -> {
              assertThat(it.rules()).isSameAs(rules.current());
              assertThat(it.news()).containsExactly(status("b"));
              assertThat(it.warnings()).extracting(Warning::rule).containsExactly("b1");
            });
    assertThat(names()).containsExactly("a1", "b1");
    assertThat(rules.state().loadedAt()).isEqualTo(now);
    assertThat(status("a").loadedAt()).isEqualTo(Instant.ofEpochSecond(1));
    assertThat(status("b").loadedAt()).isEqualTo(now);
  }

  @Test
  void theOrderIsThatOfTheSourcesNotThatOfTheReports() {
    accept("b", rule("b1"));
    accept("a", rule("a1"));

    assertThat(names()).containsExactly("a1", "b1");
  }

  @Test
  void aRejectedEditLeavesTheLastGoodSetInForce() {
    accept("a", rule("a1"));
    RuleSet before = rules.current();

    RuleChange change = rules.reject("a", List.of(BAD), "2");

    assertThat(change).isEqualTo(new RuleChange.Kept(before, List.of(status("a"))));
    assertThat(rules.current()).isSameAs(before);
    assertThat(status("a").state()).isEqualTo(State.REJECTED);
    assertThat(status("a").problems()).containsExactly(BAD);
    assertThat(status("a").version()).isEqualTo("2");
  }

  @Test
  void aBadSourceNeverHoldsUpAnother() {
    accept("a", rule("a1"));
    accept("b", rule("b1"));
    rules.reject("b", List.of(BAD), "2");

    accept("a", rule("a2"));

    assertThat(names()).containsExactly("a2", "b1");
  }

  @Test
  void eachProblemIsNewsOnce() {
    rules.reject("a", List.of(BAD), "1");

    assertThat(rules.reject("a", List.of(BAD), "1")).isEqualTo(new RuleChange.None());
    assertThat(rules.reject("a", List.of(BAD), "2").news()).hasSize(0);
    assertThat(status("a").version()).isEqualTo("2");
    assertThat(rules.rejections()).isEqualTo(1);
    assertThat(rules.reject("a", List.of(BAD, BAD), "3").news()).containsExactly(status("a"));
    assertThat(rules.rejections()).isEqualTo(2);
  }

  @Test
  void theSameDocumentAgainChangesNothing() {
    accept("a", rule("a1"));
    RuleSet before = rules.current();

    assertThat(accept("a", rule("a1"))).isEqualTo(new RuleChange.None());
    assertThat(rules.current()).isSameAs(before);
  }

  @Test
  void aDocumentThatComesBackToTheLastGoodOneEndsTheRejection() {
    accept("a", rule("a1"));
    RuleSet before = rules.current();
    rules.reject("a", List.of(BAD), "2");

    RuleChange change = accept("a", rule("a1"));

    assertThat(change).isEqualTo(new RuleChange.Kept(before, List.of(status("a"))));
    assertThat(status("a").state()).isEqualTo(State.ACCEPTED);
  }

  @Test
  void aDeletedSourceKeepsItsLastGoodSetAndIsReported() {
    accept("a", rule("a1"));

    RuleChange change = rules.missing("a", "ConfigMap a was deleted");

    assertThat(change.news()).containsExactly(status("a"));
    assertThat(names()).containsExactly("a1");
    assertThat(status("a").state()).isEqualTo(State.MISSING);
    assertThat(status("a").reason()).isEqualTo("ConfigMap a was deleted");
    assertThat(rules.rejections()).as("reported the same way as a rejected edit").isEqualTo(1);
  }

  @Test
  void aSourceThatHasNotComeYetIsNotCountedAsRejected() {
    rules.missing("a", "no such ConfigMap");
    accept("b", rule("b1"));
    rules.missing("a", "API server not reached");

    assertThat(rules.rejections()).isZero();
  }

  @Test
  void theSameRuleNameRejectsTheLaterSourceWhicheverCameFirst() {
    accept("b", rule("same"), rule("b1"));
    accept("a", rule("same"));

    assertThat(names()).containsExactly("same");
    assertThat(status("a").state()).isEqualTo(State.ACCEPTED);
    assertThat(status("b").state()).isEqualTo(State.REJECTED);
    assertThat(status("b").loadedAt()).isNull();
  }

  @Test
  void aConflictingEditOfTheLaterSourceLeavesItsLastGoodDocument() {
    accept("a", rule("same"));
    accept("b", rule("b1"));

    accept("b", rule("same"));

    assertThat(names()).containsExactly("same", "b1");
    assertThat(status("b").problems()).extracting(Problem::path).containsExactly("rules[0].name");
  }

  @Test
  void aConflictEndsWhenTheEarlierSourceGivesTheNameFree() {
    accept("a", rule("same"));
    accept("b", rule("same"));

    RuleChange change = accept("a", rule("other"));

    assertThat(names()).containsExactly("other", "same");
    assertThat(change.news()).containsExactly(status("b"));
    assertThat(status("b").state()).isEqualTo(State.ACCEPTED);
  }

  @Test
  void anEditMustNotTakeAwayTheUpstreamThatAnotherSourceGoesTo() {
    ActiveRules bare = of(Defaults.NONE);
    RulesDocument giving = document(rule("b1"));
    bare.accept("b", giving, bytes(giving), "1");
    RulesDocument relying = document(null, TlsSettings.NONE, null, rule("a1"));
    bare.accept("a", relying, bytes(relying), "1");
    RulesDocument without =
        document(null, TlsSettings.NONE, Unmatched.REJECT, rule("b2").upstream("http://10.0.0.3"));

    bare.accept("b", without, bytes(without), "2");

    RuleSet set = Objects.requireNonNull(bare.current());
    assertThat(set.rules()).extracting(RuleInForce::name).containsExactly("a1", "b1");
    assertThat(bare.status().get(1).state()).isEqualTo(State.REJECTED);
    assertThat(bare.status().get(1).problems().getFirst().toString())
        .startsWith(
            "upstream: missing (expected: what a needs of this document: rules[0].upstream");
  }

  @Test
  void aSourceThatReliesOnTheUpstreamOfOneThatComesLaterIsAcceptedThen() {
    ActiveRules bare = of(Defaults.NONE);
    RulesDocument relying = document(null, TlsSettings.NONE, null, rule("a1"));
    bare.accept("a", relying, bytes(relying), "1");
    assertThat(bare.current()).isNull();
    RulesDocument giving = document(rule("b1"));

    RuleChange change = bare.accept("b", giving, bytes(giving), "1");

    assertThat(change)
        .isInstanceOfSatisfying(
            RuleChange.Replaced.class, it -> assertThat(it.rules().rules()).hasSize(2));
    assertThat(bare.status()).extracting(SourceStatus::state).containsOnly(State.ACCEPTED);
  }

  @Test
  void listenersAreToldEveryChangeInOrderAndNothingElse() {
    List<RuleChange> told = new ArrayList<>();
    rules.addListener(told::add);

    RuleChange first = accept("a", rule("a1"));
    accept("a", rule("a1"));
    RuleChange second = rules.missing("a", "gone");

    assertThat(told).containsExactly(first, second);
  }

  @Test
  void onlySourcesThatAreKnownReport() {
    assertThatThrownBy(() -> rules.missing("c", "gone"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("c (expected: one of [a, b])");
    assertThatThrownBy(
            () ->
                new ActiveRules(
                    List.of(new RuleSource(Kind.FILE, "a"), new RuleSource(Kind.CONFIG_MAP, "a")),
                    SETTINGS))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private ActiveRules of(Defaults defaults) {
    return new ActiveRules(
        List.of(new RuleSource(Kind.CONFIG_MAP, "a"), new RuleSource(Kind.FILE, "b")),
        defaults,
        () -> now);
  }

  private RuleChange accept(String source, TestRule... written) {
    RulesDocument document = document(null, TlsSettings.NONE, null, written);
    return rules.accept(source, document, bytes(document), "1");
  }

  private SourceStatus status(String name) {
    return rules.status().stream()
        .filter(it -> it.source().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private List<String> names() {
    @Nullable RuleSet current = rules.current();
    return current == null ? List.of() : current.rules().stream().map(RuleInForce::name).toList();
  }
}

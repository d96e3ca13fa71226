package io.rehost.rule;

import static io.rehost.rule.TestRule.bytes;
import static io.rehost.rule.TestRule.document;
import static io.rehost.rule.TestRule.rule;
import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.rule.RuleSource.Kind;
import io.rehost.rule.SourceStatus.State;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract section 2, REHOST_RULES_FILE: also the fallback when the API server is away. */
class FallbackSourceTest {
  private final ActiveRules rules =
      new ActiveRules(
          List.of(
              new RuleSource(Kind.CONFIG_MAP, "site"), new RuleSource(Kind.FILE, "/site", true)),
          new Defaults(
              TestRule.origin("http://10.0.0.1"),
              null,
              Unmatched.PASS,
              it -> true,
              FieldMask.DEFAULT));

  @Test
  void itServesWhileNoOtherSourceHasRules() {
    rules.missing("site", "no API server");
    accept("/site", rule("a"));

    assertThat(names()).containsExactly("a");
    assertThat(file().state()).isEqualTo(State.ACCEPTED);
    assertThat(file().loadedAt()).isNotNull();
    assertThat(file().reason()).isNull();
  }

  @Test
  @DisplayName("a file with the rules of its ConfigMap is neither rejected nor counted")
  void itGivesWayToASourceThatHasRules() {
    accept("/site", rule("a"));
    RuleChange change = accept("site", rule("a"));

    assertThat(change.news()).extracting(it -> it.source().name()).contains("site", "/site");
    assertThat(file().state()).isEqualTo(State.ACCEPTED);
    assertThat(file().loadedAt()).isNull();
    assertThat(file().reason()).contains("fallback");
    assertThat(rules.rejections()).isZero();
  }

  @Test
  void itsRulesDoNotComeBackWhenTheyAreRenamed() {
    accept("/site", rule("old"));
    accept("site", rule("old"));
    accept("site", rule("new"));

    assertThat(names()).containsExactly("new");
  }

  @Test
  void itsRulesDoNotComeBackWhenThereAreNoneAnyMore() {
    accept("/site", rule("old"));
    accept("site", rule("old"));
    accept("site");

    assertThat(names()).isEmpty();
  }

  @Test
  void itsRulesDoNotComeBackWhenTheOtherSourceIsDeletedOrBad() {
    accept("/site", rule("old"));
    accept("site", rule("new"));
    rules.missing("site", "deleted");
    rules.reject("site", List.of(new Problem("rules", "x", "a list", 1, 1)), "2");
    accept("/site", rule("older"));

    assertThat(names()).containsExactly("new");
  }

  @Test
  void itServesWhileTheOtherSourcesDocumentIsBad() {
    rules.reject("site", List.of(new Problem("rules", "x", "a list", 1, 1)), "1");
    accept("/site", rule("a"));

    assertThat(names()).containsExactly("a");
    assertThat(rules.status().getFirst().state()).isEqualTo(State.REJECTED);
  }

  private RuleChange accept(String source, TestRule... written) {
    RulesDocument document = document(null, TlsSettings.NONE, null, written);
    return rules.accept(source, document, bytes(document), "1");
  }

  private SourceStatus file() {
    return rules.status().getLast();
  }

  private List<String> names() {
    @Nullable RuleSet current = rules.current();
    return current == null ? List.of() : current.rules().stream().map(RuleInForce::name).toList();
  }
}

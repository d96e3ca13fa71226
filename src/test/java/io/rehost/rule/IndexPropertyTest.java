package io.rehost.rule;

import static io.rehost.rule.TestRule.document;
import static io.rehost.rule.TestRule.rule;
import static io.rehost.rule.TestRule.set;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;
import net.jqwik.api.statistics.Statistics;
import org.junit.jupiter.api.Test;

/** The index gives what asking one rule after the other gives. */
class IndexPropertyTest {

  @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
  @Domain(CollidingRules.class)
  @Domain(DomainContext.Global.class)
  void theIndexDecidesAsALinearScanForEveryInput(
      @ForAll RulesDocument document, @ForAll List<TestHead> heads) {
    RuleSet rules = set(document);
    for (TestHead head : heads) {
      Explanation scan = rules.explain(head);

      assertThat(rules.decide(head)).isEqualTo(scan.decision());
      Statistics.collect(depth(scan));
    }
    Statistics.coverage(
        coverage -> {
          coverage.check("none").percentage(share -> share > 3);
          coverage.check("first").percentage(share -> share > 3);
          coverage.check("later").percentage(share -> share > 10);
        });
  }

  @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
  @Domain(CollidingRules.class)
  @Domain(DomainContext.Global.class)
  void aRuleThatIsSaidToBeShadowedNeverWins(
      @ForAll RulesDocument document, @ForAll List<TestHead> heads) {
    RuleSet rules = set(document);
    List<String> shadowed = Shadows.of(rules.rules()).stream().map(Warning::rule).toList();
    for (TestHead head : heads) {
      RuleInForce winner = rules.explain(head).rule();

      assertThat(shadowed).doesNotContain(winner == null ? "none" : winner.name());
    }
    Statistics.collect(shadowed.isEmpty() ? "no shadow" : "shadow");
    Statistics.coverage(coverage -> coverage.check("shadow").percentage(share -> share > 3));
  }

  @Test
  void aRuleWithMoreHostsAndPathsThanPairsAreFiledIsFoundByAllOfThem() {
    TestRule many = rule("many").hosts("*.w.test", "w.test");
    for (int i = 0; i < 300; i++) {
      many.exact("/exact/" + i).prefix("/prefix/" + i);
    }
    RuleSet rules = set(document(many.regex("/regex/[0-9]+$"), rule("rest")));

    List<String> winners = new ArrayList<>();
    for (String url :
        List.of(
            "w.test/exact/299",
            "a.w.test/prefix/299/x",
            "w.test/regex/7",
            "w.test/exact/300",
            "x.test/exact/1")) {
      Decision decision = rules.decide(TestHead.get(url));
      winners.add(((Decision.Keep) decision).rule() == null ? "" : name(decision));
    }
    assertThat(winners).containsExactly("many", "many", "many", "rest", "rest");
  }

  @Test
  void everyRuleOfManyIsFoundByHostByWildcardAndByPath() {
    int count = 3_000;
    TestRule[] rules = new TestRule[count];
    for (int i = 0; i < count; i++) {
      rules[i] =
          switch (i % 3) {
            case 0 -> rule("r" + i).hosts("h" + i + ".test");
            case 1 -> rule("r" + i).hosts("*.h" + i + ".test");
            default -> rule("r" + i).prefix("/p" + i);
          };
    }
    RuleSet set = set(rules);
    for (int i = 0; i < count; i++) {
      String url =
          switch (i % 3) {
            case 0 -> "h" + i + ".test/x";
            case 1 -> "deep.below.h" + i + ".test/x";
            default -> "any.test/p" + i + "/x";
          };
      assertThat(name(set.decide(TestHead.get(url)))).isEqualTo("r" + i);
    }
  }

  private static String name(Decision decision) {
    return switch (decision) {
      case Decision.Keep(Rule rule, Destination _) -> rule == null ? "none" : rule.name();
      case Decision.Override override -> override.rule().name();
      case Decision.Reject _ -> "rejected";
    };
  }

  private static String depth(Explanation scan) {
    RuleInForce rule = scan.rule();
    return rule == null ? "none" : rule.ordinal() == 0 ? "first" : "later";
  }
}

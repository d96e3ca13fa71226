package io.rehost.rule;

import static io.rehost.rule.TestHead.get;
import static io.rehost.rule.TestRule.rule;
import static io.rehost.rule.TestRule.set;
import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.rule.Decision.Cause;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostTemplateTest {

  @ParameterizedTest
  @CsvSource({
    "Go.Advent.2019.co.jp, Go.Advent.2019.co.jp",
    "a.test.:8080, a.test.:8080",
    "10.0.0.1, 10.0.0.1",
    "[2001:DB8::1]:80, [2001:DB8::1]:80",
    "B\u00FCcher.test, xn--bcher-kva.test",
    "{*}.legacy.local, {*}.legacy.local",
    "{*}.b\u00FCcher.test:81, {*}.xn--bcher-kva.test:81",
    "{header.x-tenant}, {header.x-tenant}",
    "www-{header.X.Tenant}.a.test, www-{header.X.Tenant}.a.test",
    "a.test:{header.x-port}, a.test:{header.x-port}",
    "{*}-{header.x}{header.y}.test, {*}-{header.x}{header.y}.test",
  })
  void literalTextIsKeptAsItShallGoOnTheWire(String text, String printed) {
    assertThat(HostTemplate.parse(text)).hasToString(printed);
    assertThat(HostTemplate.parse(printed)).isEqualTo(HostTemplate.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a b",
        "a..test",
        "a.test:",
        "a,b",
        "*.test",
        "{",
        "}",
        "{}",
        "{**}",
        "{*",
        "*}",
        "{ * }",
        "{header}",
        "{header.}",
        "{header.a b}",
        "{header.x",
        "{Header.x}",
        "{query.x}",
        "{*}..test",
        "{*}.test:",
        "{*}/x",
        "[{header.x}]",
        "{*}\u00FC.test",
        "http://a.test",
        "{header.\u00FC}"
      })
  void whatCanBecomeNoHostIsNotAccepted(String text) {
    assertThat(HostTemplate.parse(text)).isNull();
  }

  @Test
  void theAsteriskIsTheTextThatTheMatchedWildcardStoodFor() {
    RuleSet rules = set(rule("r").hosts("*.x.b.test", "*.b.test").to("{*}.legacy.local:81"));

    assertThat(sent(rules, get("A.b.test:8080/"))).isEqualTo("a.legacy.local:81");
    assertThat(sent(rules, get("a.c.b.test/"))).isEqualTo("a.c.legacy.local:81");
    assertThat(sent(rules, get("a.x.b.test/"))).isEqualTo("a.legacy.local:81");
  }

  @Test
  void aFieldMustBeGivenExactlyOnce() {
    RuleSet rules = set(rule("r").to("{header.x-tenant}.b.test").allowed("*.b.test"));

    assertThat(sent(rules, get("a.test/").with("X-Tenant", "t1"))).isEqualTo("t1.b.test");
    assertThat(sent(rules, get("a.test/"))).isEqualTo("400");
    assertThat(sent(rules, get("a.test/").with("x-tenant", "t1").with("x-tenant", "t1")))
        .isEqualTo("400");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "a..b",
        "a,b",
        "a b",
        "a/b",
        "a@b",
        "x.b.test\r\n",
        "a.b.test:80",
        "a:80",
        "\u00FC",
        "a%2e"
      })
  void aResultThatIsNoHostIsRejected(String value) {
    RuleSet rules = set(rule("r").to("{header.x-tenant}.b.test").allowed("*.b.test"));

    assertThat(sent(rules, get("a.test/").with("x-tenant", value))).isEqualTo("400");
  }

  @Test
  void theResultOfAFieldMustBeWithinHostAllowed() {
    RuleSet rules =
        set(rule("r").to("{header.x-host}").allowed("*.legacy.local", "only.test:8080"));

    assertThat(sent(rules, get("a.test/").with("x-host", "B2.legacy.local")))
        .isEqualTo("B2.legacy.local");
    assertThat(sent(rules, get("a.test/").with("x-host", "b2.legacy.local:81")))
        .isEqualTo("b2.legacy.local:81");
    assertThat(sent(rules, get("a.test/").with("x-host", "only.test:8080")))
        .isEqualTo("only.test:8080");
    assertThat(sent(rules, get("a.test/").with("x-host", "only.test"))).isEqualTo("400");
    assertThat(sent(rules, get("a.test/").with("x-host", "legacy.local"))).isEqualTo("400");
    assertThat(sent(rules, get("a.test/").with("x-host", "evil.test"))).isEqualTo("400");
    assertThat(sent(rules, get("a.test/").with("x-host", "b2.legacy.local:"))).isEqualTo("400");
  }

  @Test
  void aRejectionNamesTheRuleAndNotTheValue() {
    RuleSet rules = set(rule("r").to("{header.x-host}").allowed("a.test"));

    Decision decision = rules.decide(get("a.test/").with("x-host", "hunter2.test"));

    assertThat(decision)
        .isEqualTo(
            new Decision.Reject(
                Cause.HOST_TEMPLATE,
                rules.rules().getFirst().rule(),
                "rule r: the request gives a host that is not allowed"));
  }

  @Test
  void aTemplateKnowsWhatItIsMadeOf() {
    HostTemplate template =
        Objects.requireNonNull(HostTemplate.parse("{*}.{header.x}.{header.y}.test"));

    assertThat(template.fields()).isEqualTo(List.of("x", "y"));
    assertThat(template.hasWildcardText()).isTrue();
    assertThat(template.isLiteral()).isFalse();
  }

  private static String sent(RuleSet rules, RequestHead head) {
    return switch (rules.decide(head)) {
      case Decision.Override override -> override.host();
      case Decision.Keep _ -> "kept";
      case Decision.Reject reject -> reject.cause() == Cause.HOST_TEMPLATE ? "400" : "421";
    };
  }
}

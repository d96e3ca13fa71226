package io.rehost.rule;

import static io.rehost.rule.TestHead.get;
import static io.rehost.rule.TestRule.document;
import static io.rehost.rule.TestRule.origin;
import static io.rehost.rule.TestRule.part;
import static io.rehost.rule.TestRule.rule;
import static io.rehost.rule.TestRule.tlsName;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.rehost.rule.RuleSet.Compilation.Compiled;
import io.rehost.rule.RuleSet.Compilation.Rejected;
import io.rehost.rule.RuleSet.Part;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Section 3 of the contract: several sources. */
class CompilationTest {
  private static final Defaults SETTINGS = defaults("http://10.0.0.1", null, Unmatched.PASS);

  @Test
  void theRulesAreJoinedInTheOrderGiven() {
    RuleSet rules =
        compiled(
            SETTINGS,
            part("a", document(rule("a1").hosts("x.test"), rule("a2").hosts("y.test"))),
            part("b", document(rule("b1"))));

    assertThat(rules.rules())
        .extracting(
            RuleInForce::name, RuleInForce::source, RuleInForce::index, RuleInForce::ordinal)
        .containsExactly(tuple("a1", "a", 0, 0), tuple("a2", "a", 1, 1), tuple("b1", "b", 0, 2));
    assertThat(rules.explain(get("z.test/")).rule()).isEqualTo(rules.rules().get(2));
    assertThat(rules.place(rules.rules().get(2).rule())).isEqualTo(rules.rules().get(2));
  }

  @Test
  void theSameRuleNameRejectsTheLaterSource() {
    assertThat(
            problems(
                SETTINGS,
                part("a", document(rule("r"))),
                part("b", document(rule("x"), rule("r")))))
        .containsExactly(
            Map.entry(
                "b",
                "[rules[1].name: \"r\" (expected: a name of its own; a has a rule of this one)]"));
    assertThat(problems(SETTINGS, part("a", document(rule("r"), rule("r"))))).containsOnlyKeys("a");
  }

  @Test
  void upstreamAndTlsOfADocumentServeItsOwnRules() {
    RuleSet rules =
        compiled(
            SETTINGS,
            part(
                "a",
                document("https://10.0.0.2", tlsName("a.test"), null, rule("a").hosts("a.test"))),
            part("b", document("http://10.0.0.3", TlsSettings.NONE, null, rule("b"))));

    assertThat(destination(rules.decide(get("a.test/"))))
        .isEqualTo(new Destination(origin("https://10.0.0.2"), identity("a.test"), Protocol.AUTO));
    assertThat(destination(rules.decide(get("b.test/"))))
        .isEqualTo(new Destination(origin("http://10.0.0.3"), null, Protocol.AUTO));
  }

  @Test
  void theServerNameIsTheHostWithoutPortUnlessItIsWritten() {
    RuleSet rules =
        compiled(
            SETTINGS,
            part(
                "a",
                document(
                    "https://10.0.0.2",
                    TlsSettings.NONE,
                    Unmatched.REJECT,
                    rule("host").hosts("a.test").to("Go.Test.:81"),
                    rule("name").hosts("b.test").to("go.test").serverName("sni.test"))));

    assertThat(destination(rules.decide(get("a.test/"))).tls()).isEqualTo(identity("go.test"));
    assertThat(destination(rules.decide(get("b.test/"))).tls()).isEqualTo(identity("sni.test"));
  }

  @Test
  void theDefaultsAreThoseOfTheFirstSourceThatSetsThemThenTheSettings() {
    Part plain = part("a", document(null, TlsSettings.NONE, null, rule("a").hosts("a.test")));
    Part first =
        part(
            "b",
            document(
                "http://10.0.0.2", TlsSettings.NONE, Unmatched.REJECT, rule("b").hosts("b.test")));
    Part second =
        part(
            "c",
            document(
                "http://10.0.0.3", TlsSettings.NONE, Unmatched.PASS, rule("c").hosts("c.test")));

    RuleSet all = compiled(SETTINGS, plain, first, second);
    RuleSet alone = compiled(SETTINGS, plain);

    assertThat(destination(all.decide(get("a.test/"))).upstream())
        .isEqualTo(origin("http://10.0.0.2"));
    assertThat(all.decide(get("z.test/"))).isInstanceOf(Decision.Reject.class);
    assertThat(destination(alone.decide(get("a.test/"))).upstream())
        .isEqualTo(origin("http://10.0.0.1"));
    assertThat(destination(alone.decide(get("z.test/"))).upstream())
        .isEqualTo(origin("http://10.0.0.1"));
  }

  @Test
  void withoutAnyUpstreamEveryRuleThatNeedsOneIsAProblem() {
    Part part =
        part(
            "a",
            document(
                null, TlsSettings.NONE, null, rule("a"), rule("b").upstream("http://10.0.0.2")));

    assertThat(problems(Defaults.NONE, part))
        .hasSize(1)
        .hasEntrySatisfying(
            "a",
            text -> assertThat(text).startsWith("[rules[0].upstream: missing (expected: http"));
  }

  @Test
  void unmatchedRequestsThatPassNeedAnUpstreamToo() {
    TestRule own = rule("a").upstream("http://10.0.0.2");

    assertThat(problems(Defaults.NONE, part("a", document(null, TlsSettings.NONE, null, own))))
        .hasEntrySatisfying("a", text -> assertThat(text).startsWith("[upstream: missing"));
    assertThat(
            compiled(
                    Defaults.NONE,
                    part("a", document(null, TlsSettings.NONE, Unmatched.REJECT, own)))
                .rules())
        .hasSize(1);
  }

  @Test
  void theServerNameOfTheSettingsGoesWithTheirUpstreamOnly() {
    Defaults named = defaults("https://10.0.0.1", "name.test", Unmatched.PASS);
    Part plain = part("a", document(null, TlsSettings.NONE, null, rule("a").hosts("a.test")));

    assertThat(destination(compiled(named, plain).decide(get("a.test/"))).tls())
        .isEqualTo(identity("name.test"));
    assertThat(destination(compiled(named, plain).decide(get("z.test/"))).tls())
        .isEqualTo(identity("name.test"));
    assertThat(
            problems(
                named, part("a", document("https://10.0.0.2", TlsSettings.NONE, null, rule("a")))))
        .hasEntrySatisfying("a", text -> assertThat(text).contains("rules[0].tls.serverName"));
  }

  @Test
  void unmatchedRequestsOverHttpsNeedAServerNameThatNoClientChose() {
    TestRule literal = rule("a").to("a.test");
    Part https = part("a", document("https://10.0.0.2", TlsSettings.NONE, null, literal));
    Part passing =
        part("b", document(null, TlsSettings.NONE, Unmatched.PASS, rule("b").to("b.test")));

    assertThat(problems(SETTINGS, https)).containsOnlyKeys("a");
    assertThat(problems(defaults(null, null, Unmatched.REJECT), https)).isEmpty();
    assertThat(problems(defaults(null, null, Unmatched.REJECT), https, passing))
        .containsOnlyKeys("b");
    assertThat(
            destination(
                    compiled(
                            SETTINGS,
                            part(
                                "a",
                                document(
                                    "https://10.0.0.2",
                                    tlsName("n.test"),
                                    null,
                                    literal.hosts("a.test"))))
                        .decide(get("z.test/")))
                .tls())
        .isEqualTo(identity("n.test"));
  }

  @Test
  void aDefaultUpstreamThatDoesNotSuitEarlierRulesRejectsTheDocumentThatSetsIt() {
    Part earlier = part("a", document(null, TlsSettings.NONE, Unmatched.REJECT, rule("a")));
    Part later = part("b", document("https://10.0.0.2", tlsName("b.test"), null, rule("b")));

    assertThat(problems(SETTINGS, earlier, later))
        .hasSize(1)
        .hasEntrySatisfying(
            "b",
            text ->
                assertThat(text)
                    .startsWith(
                        "[upstream: \"https://10.0.0.2:443\" (expected: an upstream that suits a"));
  }

  @Test
  void literalAddressesAreCheckedWhenRulesLoadAndNamesAreNot() {
    Defaults strict =
        new Defaults(
            null, null, Unmatched.PASS, it -> it.host().startsWith("10."), FieldMask.DEFAULT);
    Part part =
        part(
            "a",
            document(
                "http://192.0.2.1",
                TlsSettings.NONE,
                null,
                rule("a").upstream("http://10.0.0.1"),
                rule("b").upstream("http://[::1]:81"),
                rule("c").upstream("http://origin.test")));

    assertThat(problems(strict, part))
        .containsExactly(
            Map.entry(
                "a",
                "[upstream: \"http://192.0.2.1:80\" (expected: an address that"
                    + " REHOST_UPSTREAM_ALLOWED allows, never one of this proxy's own), rules[1].upstream: \"http://[::1]:81\""
                    + " (expected: an address that REHOST_UPSTREAM_ALLOWED allows, never one of this proxy's own)]"));
  }

  @Test
  void fieldsThatTheSettingsMaskMakeNoHost() {
    Defaults masking =
        new Defaults(
            origin("http://10.0.0.1"),
            null,
            Unmatched.PASS,
            it -> true,
            FieldMask.DEFAULT.with(List.of("x-tenant")));

    assertThat(
            problems(
                masking, part("a", document(rule("a").to("{header.X-Tenant}").allowed("a.test")))))
        .containsOnlyKeys("a");
  }

  @Test
  void theHashIsThatOfNamesAndBytesInOrder() {
    RulesDocument document = document(rule("a"));
    Part one = new Part("one", document, "x".getBytes(StandardCharsets.UTF_8));
    Part two = new Part("two", document(rule("b")), "y".getBytes(StandardCharsets.UTF_8));

    // printf 'one\0xtwo\0y' | sha256sum | cut -c1-12
    assertThat(compiled(SETTINGS, one, two).hash()).isEqualTo("142cfe4a9915");
    assertThat(compiled(SETTINGS, two, one).hash()).isNotEqualTo("142cfe4a9915");
  }

  private static Defaults defaults(
      @Nullable String upstream, @Nullable String serverName, Unmatched unmatched) {
    return new Defaults(
        upstream == null ? null : origin(upstream),
        serverName,
        unmatched,
        it -> true,
        FieldMask.DEFAULT);
  }

  private static TlsIdentity identity(String name) {
    return new TlsIdentity(name, name, null, null, null, false);
  }

  private static Destination destination(Decision decision) {
    return switch (decision) {
      case Decision.Keep keep -> keep.destination();
      case Decision.Override override -> override.destination();
      case Decision.Reject reject -> throw new AssertionError(reject.detail());
    };
  }

  private static RuleSet compiled(Defaults defaults, Part... parts) {
    return switch (RuleSet.compile(List.of(parts), defaults)) {
      case Compiled compiled -> compiled.rules();
      case Rejected rejected -> throw new AssertionError(rejected.problems().toString());
    };
  }

  private static Map<String, String> problems(Defaults defaults, Part... parts) {
    return switch (RuleSet.compile(List.of(parts), defaults)) {
      case Compiled _ -> Map.of();
      case Rejected rejected ->
          rejected.problems().entrySet().stream()
              .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().toString()));
    };
  }
}

package io.rehost.rule;

import static io.rehost.rule.TestRule.document;
import static io.rehost.rule.TestRule.rule;
import static io.rehost.rule.TestRule.tlsName;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentCheckTest {

  @Test
  void aDocumentWithoutAnUpstreamIsFineByItself() {
    assertThat(problems(document(null, TlsSettings.NONE, null, rule("r")))).isEmpty();
  }

  @Test
  void aHostThatDependsOnTheRequestNeedsAServerNameForHttps() {
    assertThat(
            problems(
                https(
                    rule("kept"),
                    rule("text").hosts("*.a.test").to("{*}.b.test"),
                    rule("field").to("{header.x}").allowed("a.test"),
                    rule("literal").to("a.test"),
                    rule("named").serverName("a.test"),
                    rule("http").upstream("http://10.0.0.13"))))
        .containsExactly(
            "rules[0].tls.serverName: missing (expected: a host name, as the upstream is https and"
                + " the host depends on the request)",
            "rules[1].tls.serverName: missing (expected: a host name, as the upstream is https and"
                + " the host depends on the request)",
            "rules[2].tls.serverName: missing (expected: a host name, as the upstream is https and"
                + " the host depends on the request)");
  }

  @Test
  void theServerNameOfTheDocumentServesItsRules() {
    assertThat(
            problems(document("https://10.0.0.12", tlsName("a.test"), Unmatched.PASS, rule("r"))))
        .isEmpty();
  }

  @Test
  void unmatchedRequestsThatPassToHttpsNeedTheServerNameOfTheDocument() {
    TestRule named = rule("r").to("a.test");

    assertThat(problems(document("https://10.0.0.12", TlsSettings.NONE, Unmatched.PASS, named)))
        .singleElement()
        .asString()
        .startsWith("tls.serverName: missing (expected: a host name, as the upstream is https");
    assertThat(problems(document("https://10.0.0.12", TlsSettings.NONE, Unmatched.REJECT, named)))
        .isEmpty();
  }

  @Test
  void protocolAndTlsMustSuitTheScheme() {
    assertThat(
            problems(
                document(
                    rule("a").serverName("a.test"),
                    rule("b").protocol(Protocol.H2),
                    rule("c").protocol(Protocol.H2C),
                    rule("d").to("d.test").upstream("https://10.0.0.13").protocol(Protocol.H2C),
                    rule("e").to("e.test").upstream("https://10.0.0.13").protocol(Protocol.H2))))
        .containsExactly(
            "rules[0].tls: \"http://10.0.0.12:80\" (expected: tls with an https upstream only)",
            "rules[1].protocol: \"h2\" (expected: auto, http1 or h2c with an http upstream)",
            "rules[3].protocol: \"h2c\" (expected: auto, http1 or h2 with an https upstream)");
  }

  @Test
  void tlsOfADocumentWithoutAnyHttpsUpstreamHasNoEffect() {
    TestRule https = rule("r").to("a.test").upstream("https://10.0.0.13");

    assertThat(problems(document("http://10.0.0.12", tlsName("a.test"), null, rule("r"))))
        .containsExactly(
            "tls: \"http://10.0.0.12:80\" (expected: tls with an https upstream only)");
    assertThat(problems(document("http://10.0.0.12", tlsName("a.test"), null, https))).isEmpty();
    assertThat(problems(document(null, tlsName("a.test"), null, rule("r")))).isEmpty();
  }

  @Test
  void certificateAndKeyComeInPairs() {
    TlsSettings certificate =
        new TlsSettings("a.test", null, null, Path.of("/etc/rehost/c.pem"), null, null);
    TlsSettings key = new TlsSettings(null, null, null, null, Path.of("/etc/rehost/k.pem"), null);

    assertThat(problems(document("https://10.0.0.12", certificate, null, rule("r").tls(key))))
        .containsExactly(
            "tls.keyFile: missing (expected: the key of certificateFile)",
            "rules[0].tls.certificateFile: missing (expected: the certificate of keyFile)");
  }

  @Test
  void aHostMadeOfAFieldMustBeBoundedAndNothingElse() {
    assertThat(
            problems(
                document(rule("a").to("{header.x}"), rule("b").to("a.test").allowed("b.test"))))
        .containsExactly(
            "rules[0].hostAllowed: missing (expected: the hosts that {header.x} may give)",
            "rules[1].hostAllowed: missing (expected: {header.NAME} in host, or no hostAllowed)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Host", "Connection", "TE", "Cookie", "Authorization", "X-Api-Key"})
  void aHostIsNotMadeOfHostHopByHopOrMaskedFields(String field) {
    assertThat(problems(document(rule("r").to("{header." + field + "}").allowed("a.test"))))
        .containsExactly(
            "rules[0].host: \"{header."
                + field
                + "}\" (expected: fields other than Host, hop-by-hop and masked ones)");
  }

  @Test
  void theAsteriskNeedsWildcardsOnly() {
    assertThat(
            problems(
                document(
                    rule("a").to("{*}.b.test"),
                    rule("b").hosts("*.a.test", "a.test").to("{*}.b.test"),
                    rule("c").hosts("*.a.test", "*.b.test").to("{*}.b.test"))))
        .containsExactly(
            "rules[0].host: \"{*}.b.test\" (expected: {*} only where every one of match.hosts is a"
                + " wildcard)",
            "rules[1].host: \"{*}.b.test\" (expected: {*} only where every one of match.hosts is a"
                + " wildcard)");
  }

  @Test
  void aRuleThatCanNeverWinIsAWarningWithBothNames() {
    RulesDocument document = document(rule("wide").hosts("*.test"), rule("late").hosts("a.test"));

    assertThat(DocumentCheck.warnings(document))
        .extracting(Warning::toString)
        .containsExactly(
            "rules[1]: \"late\" can never win: \"wide\" before it takes all of its requests");
  }

  private static RulesDocument https(TestRule... rules) {
    return document("https://10.0.0.12", TlsSettings.NONE, null, rules);
  }

  private static List<String> problems(RulesDocument document) {
    return DocumentCheck.problems(document).stream().map(Problem::toString).toList();
  }
}

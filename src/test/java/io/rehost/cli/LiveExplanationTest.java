package io.rehost.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.console.Explainer.Explained;
import io.rehost.console.Explainer.NoRules;
import io.rehost.console.Explainer.Wrong;
import io.rehost.rule.ActiveRules;
import io.rehost.rule.Defaults;
import io.rehost.rule.RuleSource;
import io.rehost.rule.document.Origin;
import io.rehost.rule.document.ParseResult.Parsed;
import io.rehost.rule.document.RulesParser;
import io.rehost.rule.document.RulesText;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Contract 7: {@code GET /explain} answers as {@code rehost explain -o json}. */
class LiveExplanationTest {
  private static final String RULES =
      """
      upstream: http://10.0.0.12
      rules:
      - name: all-of-b
        match: {hosts: [b.test]}
        host: x.test
      - name: never
        match: {hosts: [b.test], methods: [GET]}
        host: y.test
      """;

  private final ActiveRules rules =
      new ActiveRules(List.of(new RuleSource(RuleSource.Kind.FILE, "-")), Defaults.NONE);
  private final LiveExplanation live =
      new LiveExplanation(rules, Set.of("websocket"), Probes.PATIENT);

  private void load() {
    load(RULES);
  }

  private void load(String document) {
    RulesText text = RulesText.of(document.getBytes(UTF_8), Origin.FILE);
    rules.accept("-", ((Parsed) RulesParser.parse(text)).document(), text.bytes(), null);
  }

  @Test
  void theAnswerIsThatOfTheCommandWordForWord() {
    load();
    Ran command =
        Ran.of(
            RULES,
            (in, out, err) ->
                new ExplainCommand(Defaults.NONE, Set.of("websocket"), () -> Probes.PATIENT)
                    .run(
                        List.of(
                            "-f",
                            "-",
                            "-o",
                            "json",
                            "-X",
                            "POST",
                            "-H",
                            "x: 1",
                            "http://b.test/a?b"),
                        in,
                        out,
                        err));

    assertThat(live.explain("POST", "http://b.test/a?b", List.of("x: 1")))
        .isEqualTo(new Explained(command.out()));
    assertThat(command.out()).contains("all-of-b", "can never win");
  }

  @Test
  void allThatIsWrongWithAQuestionIsSaidAtOnce() {
    load();
    assertThat(live.explain("G T", "http://*.b.test", List.of("nonsense", "ok: 1")))
        .isInstanceOfSatisfying(
            Wrong.class,
            wrong ->
                assertThat(wrong.problems())
                    .hasSize(3)
                    .satisfiesExactly(
                        it ->
                            assertThat(it)
                                .isEqualTo("method: \"G T\" (expected: a method, such as GET)"),
                        it -> assertThat(it).startsWith("header: \"nonsense\" (expected: "),
                        it -> assertThat(it).startsWith("url: \"http://*.b.test\" (expected: ")));
    assertThat(live.explain("GET", "http://b.test", List.of("host: a", "Host: c")))
        .isEqualTo(new Wrong(List.of("header: \"Host: c\" (expected: one Host, HOST[:port])")));
  }

  @Test
  void thereMayBeNoRulesYet() {
    assertThat(live.explain("GET", "http://b.test", List.of())).isEqualTo(new NoRules());
  }

  @Test
  void anOriginThatIsNotThereIsToldInTheSameObject() throws Exception {
    int gone;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      gone = socket.getLocalPort();
    }
    load("upstream: http://127.0.0.1:%d\nrules: [{name: b, host: x.test}]\n".formatted(gone));

    Explained explained = (Explained) live.probe("DELETE", "http://b.test/", List.of());

    assertThat(explained.json())
        .contains("\"method\": \"DELETE\"") // what is explained
        .contains("\"probe\": {\n    \"method\": \"GET\"") // what was sent
        .contains("\"error\": \"the upstream refuses connections\"", "\"sameAnswer\": null")
        .contains("no answer for x.test: the upstream refuses connections");
  }
}

package io.rehost.rule.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.rule.Problem;
import io.rehost.rule.document.ParseResult.Parsed;
import io.rehost.rule.document.ParseResult.Rejected;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Contract section 3: what golden documents can't hold or would not show. */
class RulesParserTest {
  private static final String GOOD =
      """
      upstream: http://10.0.0.12
      rules:
      - name: a
        match: {hosts: [a.test, "*.b.test"], paths: [{prefix: /img}], methods: [GET]}
        host: c.test
      - name: b
        match:
          headers: [{name: x-env, regex: "^(a|b){2,3}$"}]
          query: [{name: v, present: true}]
        requestHeaders: {set: {x-a: "1"}, remove: [x-b]}
        timeouts: {connect: 2s}
      """;

  @Test
  void everyProblemHasItsLineAndColumn() {
    List<Problem> problems = problems("rules:\n- name: a\n  hosts: [x]\n- name: A\n");
    assertThat(problems)
        .extracting(Problem::path)
        .containsExactly("rules[0].hosts", "rules[1].name");
    assertThat(problems).extracting(Problem::line).containsExactly(3, 4);
    assertThat(problems).extracting(Problem::column).containsExactly(3, 9);
  }

  @Test
  void problemsBetweenKeysStandAtTheRuleTheyAreIn() {
    List<Problem> problems = problems("rules:\n- name: a\n- name: b\n  host: \"{header.x-a}\"\n");
    assertThat(problems).extracting(Problem::path).containsExactly("rules[1].hostAllowed");
    assertThat(problems).extracting(Problem::line).containsExactly(3);
  }

  @Test
  void aDocumentOverOneMebibyteIsAProblem() {
    String filler = "#".repeat(RulesParser.MAX_BYTES - "\nrules: []".length());
    assertThat(RulesParser.parse(filler + "\nrules: []", Origin.FILE)).isInstanceOf(Parsed.class);
    assertThat(problems("#" + filler + "\nrules: []"))
        .extracting(Problem::toString)
        .containsExactly("document: \"1048577 bytes\" (expected: at most 1 MiB, 1048576 bytes)");
  }

  @Test
  void aDocumentThatIsNotUtf8IsAProblem() {
    byte[] latin1 = "rules: [] # é".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(RulesParser.parse(latin1, Origin.FILE))
        .isEqualTo(new Rejected(List.of(new Problem("", "other bytes", "UTF-8", 1, 1))));
  }

  @Test
  void aByteOrderMarkIsSkipped() {
    assertThat(RulesParser.parse("\uFEFF" + GOOD, Origin.FILE)).isInstanceOf(Parsed.class);
  }

  @Test
  void deepNestingEndsInAProblemNotInAStackOverflow() {
    assertThat(problems("rules: " + "[".repeat(100_000)))
        .singleElement()
        .satisfies(p -> assertThat(p.expected()).startsWith("at most 200 levels"));
  }

  @Test
  void manyAliasesDoNotMultiply() {
    StringBuilder bomb = new StringBuilder("rules: []\na0: &a0 [x]\n");
    for (int i = 1; i < 60; i++) {
      bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
    }
    assertThat(problems(bomb.toString())).hasSize(60);
  }

  @Test
  void theRegularExpressionsOfADocumentAreBoundedTogether() {
    String path = "    - {regex: \"(a{1000}){8}\"}\n";
    String head = "rules:\n- name: a\n  match:\n    paths:\n";
    assertThat(problems(head + path.repeat(60))).isEmpty();
    assertThat(problems(head + path.repeat(64)))
        .isNotEmpty()
        .allSatisfy(
            p ->
                assertThat(p.expected())
                    .isEqualTo("smaller regular expressions: at most 500000 steps in a document"));
  }

  @Test
  void ofVeryManyProblemsTheFirstThousandAreShown() {
    List<Problem> problems = problems("rules:\n" + "- a\n".repeat(5000));
    assertThat(problems).hasSize(1001);
    assertThat(problems.getFirst().path()).isEqualTo("rules[0]");
    assertThat(problems.getLast().found()).isEqualTo("5000 problems");
  }

  @Test
  void keepsTheBytesThatTheHashCovers() {
    byte[] bytes = GOOD.getBytes(StandardCharsets.UTF_8);
    assertThat(RulesParser.parse(bytes, Origin.CONFIGMAP))
        .isInstanceOfSatisfying(
            Parsed.class, parsed -> assertThat(parsed.text().bytes()).isEqualTo(bytes));
  }

  @Test
  void aManifestGivesTheBytesOfTheValueAlone() {
    String manifest =
        "kind: ConfigMap\nmetadata: {name: x}\ndata:\n  rules.yaml: |\n    rules: []\n";
    assertThat(RulesParser.parseFile(manifest.getBytes(StandardCharsets.UTF_8), Origin.FILE))
        .isInstanceOfSatisfying(
            Parsed.class,
            parsed -> {
              assertThat(parsed.text().bytes()).asString().isEqualTo("rules: []\n");
              assertThat(parsed.text().origin()).isEqualTo(Origin.CONFIGMAP);
              assertThat(parsed.text().configMap()).isEqualTo("x");
            });
  }

  @Test
  void placesInAManifestAreThoseInTheFile() {
    String manifest =
        """
        kind: ConfigMap
        metadata: {name: x}
        data:
          rules.yaml: |

            rules:
            - name: a
              hots: x
        """;
    assertThat(RulesParser.parseFile(manifest.getBytes(StandardCharsets.UTF_8), Origin.FILE))
        .isEqualTo(
            new Rejected(
                List.of(
                    new Problem(
                        "rules[0].hots",
                        "hots",
                        "a known key, did you mean host?; line 8, column 7",
                        8,
                        7))));
  }

  @Test
  void aFileWithTwoConfigMapsIsNoSourceOfRules() {
    String manifest = "kind: ConfigMap\ndata: {rules.yaml: 'rules: []'}\n---\n";
    assertThat(
            RulesParser.parseFile(manifest.repeat(2).getBytes(StandardCharsets.UTF_8), Origin.FILE))
        .isInstanceOfSatisfying(
            Rejected.class,
            rejected ->
                assertThat(rejected.problems())
                    .extracting(Problem::found)
                    .containsExactly("2 ConfigMaps"));
  }

  @Property(tries = 1000)
  void noTextMakesTheParserFail(@ForAll("mutants") String text) {
    ParseResult result = RulesParser.parse(text, Origin.FILE);
    if (result instanceof Rejected(List<Problem> problems)) {
      assertThat(problems).isNotEmpty();
      assertThat(problems).allSatisfy(p -> assertThat(p.toString()).doesNotContain("\n"));
    }
  }

  @Provide
  Arbitrary<String> mutants() {
    Arbitrary<String> inserted =
        Arbitraries.oneOf(
            Arbitraries.strings().ofMaxLength(3),
            Arbitraries.of(
                "- ",
                ": ",
                "{",
                "}",
                "[",
                "]",
                "\"",
                "'",
                "&a ",
                "*a",
                "!!int ",
                "? ",
                "|\n",
                ">-\n",
                "---\n",
                "...\n",
                "%YAML 1.1\n",
                "\t",
                "\0",
                "\r",
                "#",
                "\\",
                "\"\\uD800\"",
                "<<: "));
    Arbitrary<int[]> cuts =
        Arbitraries.integers().between(0, GOOD.length()).array(int[].class).ofSize(2);
    return net.jqwik.api.Combinators.combine(inserted, cuts)
        .as(
            (text, cut) -> {
              int from = Math.min(cut[0], cut[1]);
              int to = Math.min(Math.max(cut[0], cut[1]), from + 12);
              return GOOD.substring(0, from) + text + GOOD.substring(to);
            });
  }

  private static List<Problem> problems(String text) {
    return switch (RulesParser.parse(text, Origin.FILE)) {
      case Parsed _ -> List.of();
      case Rejected(List<Problem> problems) -> problems;
    };
  }
}

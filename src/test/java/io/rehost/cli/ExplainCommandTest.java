package io.rehost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.rule.Defaults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract sections 1 and 7: {@code rehost explain}; its text is golden. */
class ExplainCommandTest {
  private static final String RULES =
      """
      upstream: http://10.0.0.12
      unmatched: reject
      rules:
      - name: old
        match: {hosts: [b2.example.com, "*.b2.example.com"]}
        host: x.test
      - name: new
        match: {paths: [{prefix: /a}]}
        host: y.test
        upstream: https://10.0.0.13:8443
        tls: {verifyName: z.test}
      """;

  @Test
  void printsTheObjectOfTheContractAsJson() {
    Ran ran = run(RULES, "-f", "-", "-o", "json", "-H", "X-Q: \"\\", "http://a.test/a?b");
    assertThat(ran.err()).isEmpty();
    assertThat(ran.exit()).isZero();
    assertThat(ran.out())
        .isEqualTo(
            """
            {
              "request": {
                "method": "GET",
                "url": "http://a.test/a?b",
                "headers": [
                  "Host: a.test",
                  "X-Q: \\"\\\\"
                ]
              },
              "result": "matched",
              "rule": {
                "source": "-",
                "name": "new",
                "index": 1
              },
              "considered": [
                {
                  "name": "old",
                  "index": 0,
                  "failed": "host: a.test is not b2.example.com or *.b2.example.com"
                }
              ],
              "sent": {
                "connect": "10.0.0.13:8443",
                "tls": {
                  "serverName": "y.test",
                  "verifyName": "z.test"
                },
                "protocol": "auto",
                "head": [
                  "GET /a?b HTTP/1.1",
                  "Host: y.test",
                  "X-Q: \\"\\\\"
                ]
              },
              "warnings": []
            }
            """);
  }

  @Test
  void tlsIsNullForHttpAndNothingIsSentForARejectedRequest() {
    assertThat(run(RULES, "-f-", "-ojson", "b2.example.com").out())
        .contains("\"connect\": \"10.0.0.12:80\"", "\"tls\": null", "\"considered\": []");
    Ran rejected = run(RULES, "-f", "-", "-o", "json", "http://a.test/");
    assertThat(rejected.exit()).isEqualTo(1);
    assertThat(rejected.out())
        .contains("\"result\": \"rejected\"", "\"rule\": null", "\"sent\": null", "\"421: ");
  }

  @Test
  void anUpgradeIsShownAsItWouldBeSent() {
    String ask = "Connection: keep-alive, Upgrade";
    Ran ran = run(RULES, "-f-", "-H", ask, "-H", "Upgrade: h2c, websocket", "-ojson", "http://x/a");
    assertThat(ran.out())
        .contains("\"protocol\": \"http1\"")
        .containsPattern(
            "\"Host: y.test\",\\s+\"Upgrade: websocket\",\\s+\"Connection: upgrade\"\\s+]");
    assertThat(run(RULES, "-f-", "-H", ask, "-H", "Upgrade: h2c", "http://x/a").out())
        .doesNotContain("Upgrade", "Connection");
  }

  @Test
  void aBadDocumentIsNotExplained() {
    assertThat(run("rules: {}", "-f", "-", "http://a.test/"))
        .isEqualTo(new Ran(2, "", "-: rules: \"{}\" (expected: a list of rules, [] for none)\n"));
  }

  @Test
  void whatOnlyUnmatchedRequestsLackIsAWarningForOthers() {
    String rules =
        "upstream: https://10.0.0.1\nrules: [{name: a, match: {hosts: [a.test]}, host: b.test}]\n";
    Ran matched = run(rules, "-f", "-", "http://a.test/");
    assertThat(matched.exit()).isZero();
    assertThat(matched.out())
        .startsWith("matched: rule a")
        .contains("warning: -: tls.serverName: missing");
    Ran unmatched = run(rules, "-f", "-", "http://c.test/");
    assertThat(unmatched.exit()).isEqualTo(2);
    assertThat(unmatched.err()).startsWith("-: tls.serverName: missing (expected: ");
  }

  @Test
  void aProblemNamesItsConfigMapIfAFileHoldsSeveral(@TempDir Path directory) throws IOException {
    String map =
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: %s, labels: {rehost.io/rules: "true"}}
        data: {rules.yaml: "rules: {}"}
        """;
    String both = map.formatted("one") + "---\n" + map.formatted("two");
    String path = file(directory, "maps.yaml", both);
    assertThat(run("", "-f", path, "http://a.test/").err())
        .contains(path + ": configmap/one: rules: ", path + ": configmap/two: rules: ");
  }

  @Test
  void aNameThatTheTwoIdnaStandardsReadDifferentlyIsNotGuessed() {
    Ran ran = run(RULES, "-f", "-", "http://straße.de/");
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err())
        .startsWith("explain: URL: \"http://straße.de/\" (expected: ")
        .contains("; write this one in its A-label, xn--…)");
  }

  @Test
  void severalFilesAreJoinedInOrder(@TempDir Path directory) throws IOException {
    String first = file(directory, "first.yaml", "upstream: http://10.0.0.1\nrules: [{name: a}]\n");
    String second =
        file(directory, "second.yaml", "upstream: http://10.0.0.2\nrules: [{name: b}]\n");
    assertThat(run("", "-f", second, "-f", first, "http://a.test/").out())
        .startsWith("matched: rule b (" + second + ", rules[0])\nconnects to: 10.0.0.2:80,");
  }

  @Test
  void oneNameInTwoFilesIsAProblemOfTheLater(@TempDir Path directory) throws IOException {
    String first = file(directory, "first.yaml", "upstream: http://10.0.0.1\nrules: [{name: a}]\n");
    String second = file(directory, "second.yaml", "rules: [{name: a}]\n");
    Ran ran = run("", "-f", first, "-f", second, "http://a.test/");
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).startsWith(second + ": rules[0].name: \"a\" (expected: ").hasLineCount(1);
  }

  @Test
  void rulesWithTlsAreExplainedBeforeTheUpstreamIsKnown() {
    String rules = "rules: [{name: a, host: b.test, tls: {verifyName: c.test}}]";
    Ran ran = run(rules, "-f", "-", "http://a.test/");
    assertThat(ran.exit()).isZero();
    assertThat(ran.out())
        .contains("connects to: nothing yet", "  Host: b.test\n", "warning: no upstream: ")
        .doesNotContain(".invalid");
    assertThat(run(rules, "-f", "-", "-o", "json", "http://a.test/").out())
        .contains("\"connect\": null")
        .doesNotContain(".invalid");
  }

  @ParameterizedTest
  @CsvSource({
    "http://a.test,              a.test,       /",
    "a.test/x,                   a.test,       /x",
    "HTTP://A.test:80/,          A.test,       /",
    "https://a.test:443/,        a.test,       /",
    "https://a.test:80/,         a.test:80,    /",
    "http://a.test?x=1#y,        a.test,       /?x=1",
    "http://[::1]:8080/a/../b,   [::1]:8080,   /a/../b",
    "http://[::80]/,             [::80],       /",
    "http://bücher.test/ü?ü,     xn--bcher-kva.test, /%C3%BC?%C3%BC",
  })
  void urlsAreReadAsCurlDoes(String url, String host, String target) {
    Ran ran = run("upstream: http://10.0.0.12\nrules: []", "-f", "-", url);
    assertThat(ran.out()).contains("  GET " + target + " HTTP/1.1\n  Host: " + host + "\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "http://",
        "ftp://a.test/",
        "http://a b.test/",
        "http://a.test/a b",
        "http://u@a.test/"
      })
  void otherUrlsAreUsageErrors(String url) {
    Ran ran = run(RULES, "-f", "-", url);
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).startsWith("explain: URL: \"" + url + "\" (expected: http://HOST");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http://a.test/                        | -f: missing (expected: a rules document)",
        "-f x                                  | URL: missing (expected: http://HOST[:port][/path][?query], or https)",
        "-f x http://a/ http://b/              | \"http://b/\" (expected: one URL)",
        "-f x -X G@T http://a/                 | -X: \"G@T\" (expected: a method, such as GET)",
        "-f x -H novalue http://a/             | -H: \"novalue\" (expected: a header field, such as 'x-env: canary')",
        "-f x -H Host:a -H Host:b http://a/    | -H: \"Host: b\" (expected: one Host, HOST[:port])",
        "-f x -H Host:a,b http://a/            | -H: \"Host: a,b\" (expected: one Host, HOST[:port])",
        "-f x -o yaml http://a/                | -o: \"yaml\" (expected: json)",
        "-f                                    | -f: missing (expected: its value)",
        "-v -f x http://a/                     | \"-v\" (expected: -f, -X, -H, -o, --probe or a URL)",
      })
  void aWrongCommandLineSaysWhatIsWrongThenTheUsage(String line, String problem) {
    Ran ran = run("", line.split(" "));
    assertThat(ran).isEqualTo(new Ran(2, "", "explain: " + problem + "\n" + ExplainOptions.USAGE));
  }

  @Test
  void aFileThatIsNotThereIsAUsageError() {
    assertThat(run("", "-f", "/none.yaml", "http://a.test/"))
        .isEqualTo(new Ran(2, "", "/none.yaml: no such file\n"));
  }

  @Test
  void helpIsNoError() {
    assertThat(run("", "--help")).isEqualTo(new Ran(0, ExplainOptions.USAGE, ""));
  }

  private static String file(Path directory, String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text).toString();
  }

  private static Ran run(String input, String... arguments) {
    ExplainCommand command =
        new ExplainCommand(Defaults.NONE, Set.of("websocket"), () -> Probes.PATIENT);
    return Ran.of(input, (in, out, err) -> command.run(List.of(arguments), in, out, err));
  }
}

package io.rehost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contract section 1: {@code rehost check FILE… | -}; what it says of documents is golden. */
class CheckCommandTest {
  private static final String GOOD = "rules:\n- name: a\n";
  private static final String BAD = "rules:\n- name: A\n";

  @Test
  void readsStandardInputForADash() {
    Ran ran = run(BAD, "-");
    assertThat(ran.out())
        .isEqualTo("-: rules[0].name: \"A\" (expected: 1 to 63 of a-z, 0-9 and -)\n");
    assertThat(ran.exit()).isEqualTo(1);
  }

  @Test
  void isSilentOnStandardOutputWhenAllIsGood() {
    Ran ran = run(GOOD, "-");
    assertThat(ran).isEqualTo(new Ran(0, "", "-: 1 rule, no problems\n"));
  }

  @Test
  void judgesEachOfSeveralFilesByItself(@TempDir Path directory) throws IOException {
    String good = file(directory, "good.yaml", GOOD);
    String same = file(directory, "same.yaml", GOOD);
    String bad = file(directory, "bad.yaml", BAD);
    Ran ran = run("", good, bad, same);
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.out()).startsWith(bad + ": rules[0].name: \"A\"").hasLineCount(1);
    assertThat(ran.err())
        .isEqualTo(good + ": 1 rule, no problems\n" + same + ": 1 rule, no problems\n");
  }

  @Test
  void warningsAreNoFailure() {
    Ran ran = run("rules: [{name: a}, {name: b}]", "-");
    assertThat(ran.out())
        .isEqualTo(
            "warning: -: rules[1]: \"b\" can never win: \"a\" before it takes all of its requests\n");
    assertThat(ran.exit()).isZero();
  }

  @Test
  void aFileThatIsNotThereIsAUsageErrorAndTheOthersAreStillJudged(@TempDir Path directory)
      throws IOException {
    String bad = file(directory, "bad.yaml", BAD);
    Ran ran = run("", directory.resolve("none.yaml").toString(), bad);
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).isEqualTo(directory.resolve("none.yaml") + ": no such file\n");
    assertThat(ran.out()).startsWith(bad);
  }

  @Test
  void aDirectoryIsNoFile(@TempDir Path directory) {
    Ran ran = run("", directory.toString());
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).startsWith(directory + ": can't be read");
  }

  @Test
  void aWrongCommandLineSaysWhatIsWrongThenTheUsage() {
    assertThat(run("")).isEqualTo(new Ran(2, "", "check: no file given\n" + CheckCommand.USAGE));
    assertThat(run("", "--strict", "x"))
        .isEqualTo(
            new Ran(
                2,
                "",
                "check: \"--strict\" (expected: names of files, or -)\n" + CheckCommand.USAGE));
  }

  @Test
  void anHttpsUpstreamWithoutWhatUnmatchedRequestsNeedIsAWarning() {
    String document = "upstream: https://10.0.0.1\nrules: [{name: a, host: a.test}]\n";
    Ran ran = run(document, "-");
    assertThat(ran.exit()).isZero();
    assertThat(ran.out())
        .isEqualTo(
            "warning: -: tls.serverName: missing (expected: a host name, as the upstream is https"
                + " and unmatched requests keep the client's Host; or unmatched: reject)\n");
    assertThat(run(document + "unmatched: reject\n", "-").out()).isEmpty();
    assertThat(run(document + "tls: {serverName: a.test}\n", "-").out()).isEmpty();
  }

  @Test
  void aNameThatTheTwoIdnaStandardsReadDifferentlyIsNotGuessed() {
    assertThat(run("rules: [{name: a, match: {hosts: [straße.de]}}]", "-").out())
        .isEqualTo(
            "-: rules[0].match.hosts[0]: \"straße.de\" (expected: a host name, or *.suffix; write"
                + " this one in its A-label, xn--…)\n");
  }

  @Test
  void namesAfterTwoDashesAreFiles() {
    assertThat(run("", "--", "--strict").err()).isEqualTo("--strict: no such file\n");
  }

  @Test
  void helpIsNoError() {
    assertThat(run("", "--help")).isEqualTo(new Ran(0, CheckCommand.USAGE, ""));
  }

  private static String file(Path directory, String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text).toString();
  }

  private static Ran run(String input, String... arguments) {
    return Ran.of(
        input, (in, out, err) -> new CheckCommand().run(List.of(arguments), in, out, err));
  }
}

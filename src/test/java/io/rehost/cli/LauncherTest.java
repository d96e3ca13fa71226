package io.rehost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Contract section 1: exit codes, and where what is said. */
class LauncherTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void aWrongCommandLinePrintsWhatIsWrongThenTheUsageOnStandardError() throws Exception {
    assertThat(run("proxi")).isEqualTo(2);
    assertThat(text(err))
        .isEqualTo("mode: \"proxi\" (expected: one of those below)\n" + Mode.usage());
    assertThat(text(out)).isEmpty();
  }

  @Test
  void helpPrintsTheUsageOnStandardOutput() throws Exception {
    assertThat(run("--help")).isZero();
    assertThat(text(out)).isEqualTo(Mode.usage());
    assertThat(text(err)).isEmpty();
  }

  @Test
  void versionPrintsTheOneThatWasBuilt() throws Exception {
    assertThat(run("version")).isZero();
    assertThat(text(out)).matches("rehost [0-9]+\\.[0-9]+\\.[0-9]+(-SNAPSHOT)?\n");
  }

  @Test
  void aProxyWithoutAnyRulesSourceIsSetUpWrongly() throws Exception {
    assertThat(run("proxy")).isEqualTo(2);
    assertThat(text(err))
        .isEqualTo(
            "REHOST_RULES_CONFIGMAPS: missing (expected: names of ConfigMaps with rules, or a file"
                + " in REHOST_RULES_FILE)\n");
  }

  private int run(String... line) throws Exception {
    return new Launcher(stream(out), stream(err)).run(List.of(line));
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}

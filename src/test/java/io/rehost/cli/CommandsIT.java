package io.rehost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Contract section 1: modes that answer at once, as people start them. */
class CommandsIT {
  private static final String RULES = "examples/rules.yaml";

  @Test
  void explainSaysNothingBesideItsAnswer() throws Exception {
    try (RunningProgram explain =
        RunningProgram.start(Map.of(), "explain", "-f", RULES, "http://b1.example.com/x")) {
      assertThat(explain.exitCode()).isZero();
      explain.awaitLine("Host: go");
      assertThat(explain.lines())
          .containsExactly(
              "matched: rule service-b1 (examples/rules.yaml, rules[0])",
              "connects to: 127.0.0.11:18080, without TLS, HTTP/1.1",
              "sends:",
              "  GET /x HTTP/1.1",
              "  Host: go.advent.2019.co.jp");
    }
  }

  @Test
  void theExitCodeIsThatOfTheCommand() throws Exception {
    try (RunningProgram wrong = RunningProgram.start(Map.of(), "explain", "-f", RULES);
        RunningProgram good = RunningProgram.start(Map.of(), "check", RULES);
        RunningProgram missing = RunningProgram.start(Map.of(), "check", "none.yaml")) {
      assertThat(wrong.exitCode()).isEqualTo(2);
      assertThat(good.exitCode()).isZero();
      assertThat(missing.exitCode()).isEqualTo(2);
    }
  }
}

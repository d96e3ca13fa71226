package io.rehost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.rule.Defaults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code docs/rules.md} shows is what the program says. */
class RulesGuideTest {
  private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
  private static final Pattern EXPLAIN =
      Pattern.compile(" {4}\\$ rehost explain -f rules.yaml (\\S+)\n((?: {4}.*\n)+)");

  static List<String> documents() throws IOException {
    return YAML.matcher(guide()).results().map(block -> block.group(1)).toList();
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyDocumentInTheGuideIsGood(String document) {
    Ran ran =
        Ran.of(document, (in, out, err) -> new CheckCommand().run(List.of("-"), in, out, err));

    assertThat(ran.out()).isEmpty();
    assertThat(ran.exit()).isZero();
  }

  @Test
  void theExplanationInTheGuideIsThatOfItsFirstDocument() throws IOException {
    var shown = EXPLAIN.matcher(guide()).results().findFirst().orElseThrow();
    List<String> arguments = List.of("-f", "-", shown.group(1));

    Ran ran =
        Ran.of(
            documents().getFirst(),
            (in, out, err) ->
                new ExplainCommand(Defaults.NONE, Set.of(), () -> Probes.PATIENT)
                    .run(arguments, in, out, err));

    assertThat(ran.out().replace("(-, ", "(rules.yaml, "))
        .isEqualTo(shown.group(2).replaceAll("(?m)^ {4}", ""));
  }

  private static String guide() throws IOException {
    return Files.readString(Path.of("docs", "rules.md"));
  }
}

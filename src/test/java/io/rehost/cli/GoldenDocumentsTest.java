package io.rehost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.rule.Defaults;
import io.rehost.rule.FieldMask;
import io.rehost.rule.Unmatched;
import io.rehost.rule.Upstream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Contract section 3 in documents, each with the sentence that it shows: {@code NAME.in.yaml}, what
 * {@code rehost check} prints about it ({@code NAME.problems.txt}; the file's name is {@code
 * FILE}), and what {@code rehost explain} answers to command lines ({@code NAME.explain.txt}).
 */
class GoldenDocumentsTest {
  private static final Path ROOT = Path.of("src/test/resources/rules");
  private static final Pattern WORD = Pattern.compile("'([^']*)'|[^ ']+");

  static List<String> documents() throws IOException {
    return namesOf(".in.yaml");
  }

  static List<String> explained() throws IOException {
    return namesOf(".explain.txt");
  }

  private static List<String> namesOf(String ending) throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files
          .map(file -> ROOT.relativize(file).toString())
          .filter(file -> file.endsWith(ending))
          .map(file -> file.substring(0, file.length() - ending.length()))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("documents")
  void checkPrintsWhatIsExpected(String name) throws IOException {
    String expected = Files.readString(ROOT.resolve(name + ".problems.txt"));
    String file = ROOT.resolve(name + ".in.yaml").toString();
    boolean bad = expected.lines().anyMatch(line -> line.startsWith("FILE: "));
    Ran ran = Ran.of((in, out, err) -> new CheckCommand().run(List.of(file), in, out, err));
    assertThat(ran.out().replace(file, "FILE")).isEqualTo(expected);
    assertThat(ran.exit()).isEqualTo(bad ? 1 : 0);
  }

  @ParameterizedTest
  @MethodSource("explained")
  void explainAnswersWhatIsExpected(String name) throws IOException {
    Path answers = ROOT.resolve(name + ".explain.txt");
    StringBuilder actual = new StringBuilder();
    for (String line : Files.readAllLines(answers)) {
      if (line.startsWith("$ ")) {
        actual.append(actual.isEmpty() ? "" : "\n").append(line).append('\n');
        actual.append(answer(line.substring(2), ROOT.resolve(name + ".in.yaml").toString()));
      }
    }
    assertThat(actual).hasToString(Files.readString(answers));
  }

  @Test
  void thereAreAtLeastSixtyDocumentsAndNoStrayAnswers() throws IOException {
    List<String> names = documents();
    assertThat(names).hasSizeGreaterThanOrEqualTo(60);
    try (Stream<Path> files = Files.walk(ROOT)) {
      assertThat(files.filter(Files::isRegularFile).map(f -> ROOT.relativize(f).toString()))
          .allSatisfy(
              file ->
                  assertThat(names)
                      .contains(file.replaceFirst("\\.(in\\.yaml|(problems|explain)\\.txt)$", "")));
    }
  }

  private static String answer(String line, String file) {
    List<String> words = WORD.matcher(line).results().map(GoldenDocumentsTest::unquoted).toList();
    int program = words.indexOf("rehost");
    Map<String, String> environment =
        words.subList(0, program).stream()
            .map(word -> word.split("=", 2))
            .collect(Collectors.toMap(word -> word[0], word -> word[1]));
    assertThat(words.get(program + 1)).isEqualTo("explain");
    List<String> arguments = new ArrayList<>(List.of("-f", file));
    arguments.addAll(words.subList(program + 2, words.size()));
    ExplainCommand command =
        new ExplainCommand(defaults(environment), Set.of(), () -> Probes.PATIENT);
    Ran ran = Ran.of((in, out, err) -> command.run(arguments, in, out, err));
    assertThat(ran.err()).as(line).isEmpty();
    return ran.out().replace(file, "FILE") + "[exit " + ran.exit() + "]\n";
  }

  private static String unquoted(MatchResult word) {
    return word.group(1) == null ? word.group() : word.group(1);
  }

  private static Defaults defaults(Map<String, String> environment) {
    assertThat(environment.keySet())
        .isSubsetOf("REHOST_UPSTREAM", "REHOST_UPSTREAM_SERVER_NAME", "REHOST_UNMATCHED");
    String upstream = environment.get("REHOST_UPSTREAM");
    return new Defaults(
        upstream == null ? null : Upstream.parse(upstream),
        environment.get("REHOST_UPSTREAM_SERVER_NAME"),
        Unmatched.valueOf(
            environment.getOrDefault("REHOST_UNMATCHED", "pass").toUpperCase(Locale.ROOT)),
        any -> true,
        FieldMask.DEFAULT);
  }
}

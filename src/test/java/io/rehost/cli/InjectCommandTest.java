package io.rehost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.cli.settings.Settings;
import io.rehost.injector.Resources;
import io.rehost.injector.SidecarDefaults;
import io.rehost.injector.SidecarImage;
import io.rehost.injector.Traces;
import io.rehost.rule.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Contract section 6 in manifests: {@code NAME.in.yaml}, what {@code rehost inject} makes of it
 * ({@code NAME.out.yaml}; absent if it must print nothing), and what it says ({@code NAME.txt}; the
 * file's name is {@code FILE}).
 */
class InjectCommandTest {
  private static final Path ROOT = Path.of("src/test/resources/inject");

  static List<String> manifests() throws IOException {
    try (Stream<Path> files = Files.list(ROOT)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(".in.yaml"))
          .map(file -> file.substring(0, file.length() - ".in.yaml".length()))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("manifests")
  void injectPrintsWhatIsExpected(String name) throws IOException {
    Path expected = ROOT.resolve(name + ".out.yaml");
    String file = ROOT.resolve(name + ".in.yaml").toString();
    Ran ran = inject("", "-f", file);
    assertThat(ran.err().replace(file, "FILE")).isEqualTo(text(ROOT.resolve(name + ".txt")));
    assertThat(ran.out()).isEqualTo(text(expected));
    assertThat(ran.exit()).isEqualTo(Files.exists(expected) ? 0 : 1);
  }

  @ParameterizedTest
  @MethodSource("manifests")
  void whatIsInjectedIsInjectedOnce(String name) throws IOException {
    String once = text(ROOT.resolve(name + ".out.yaml"));
    if (!once.isEmpty()) {
      assertThat(inject(once, "-").out()).isEqualTo(once);
    }
  }

  @Test
  void thereAreAtLeastFortyManifestsOfEachOutcomeSome() throws IOException {
    List<String> names = manifests();
    assertThat(names).hasSizeGreaterThanOrEqualTo(40);
    assertThat(names.stream().filter(name -> Files.exists(ROOT.resolve(name + ".out.yaml"))))
        .hasSizeBetween(20, names.size() - 15);
  }

  @Test
  void aWrongCommandLineSaysWhatIsWrongThenTheUsage() {
    assertThat(inject("").err()).startsWith("inject: no file given (expected: -f FILE, or -)\n");
    assertThat(inject("", "a.yaml").err()).startsWith("inject: \"a.yaml\" (expected: -f");
    assertThat(inject("", "-f").exit()).isEqualTo(2);
    assertThat(inject("", "-f", "absent.yaml"))
        .isEqualTo(new Ran(2, "", "absent.yaml: no such file\n"));
    assertThat(inject("", "--help")).isEqualTo(new Ran(0, InjectCommand.USAGE, ""));
  }

  private static String text(Path file) throws IOException {
    return Files.exists(file) ? Files.readString(file) : "";
  }

  private static Ran inject(String input, String... arguments) {
    SidecarDefaults defaults =
        new SidecarDefaults(
            SidecarImage.of("registry.test/rehost:1.0"),
            List.of(),
            null,
            new Resources("50m", null, "192Mi", "384Mi"),
            Traces.OFF,
            "1.0");
    return Ran.of(
        input,
        (in, out, err) ->
            new InjectCommand(defaults, InjectCommandTest::problems)
                .run(List.of(arguments), in, out, err));
  }

  private static List<Problem> problems(Map<String, String> environment) {
    return switch (Settings.parse(environment, new Settings.Machine(1, "x"))) {
      case Settings.Accepted _ -> List.of();
      case Settings.Rejected(List<Problem> problems) -> problems;
    };
  }
}

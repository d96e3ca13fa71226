package io.rehost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract section 1: the mode is the first argument. */
class CommandTest {

  @ParameterizedTest
  @EnumSource(Mode.class)
  void everyModeIsCalledByItsWord(Mode mode) {
    assertThat(Command.parse(List.of(mode.word()))).isEqualTo(new Command.Run(mode, List.of()));
  }

  @ParameterizedTest
  @CsvSource({"-h, HELP", "--help, HELP", "-V, VERSION", "--version, VERSION"})
  void theOptionsThatEveryProgramHasAreUnderstood(String option, Mode mode) {
    assertThat(Command.parse(List.of(option))).isEqualTo(new Command.Run(mode, List.of()));
  }

  @Test
  void whatFollowsTheModeIsHandedOn() {
    assertThat(Command.parse(List.of("check", "a.yaml", "-")))
        .isEqualTo(new Command.Run(Mode.CHECK, List.of("a.yaml", "-")));
  }

  @Test
  void noModeIsWrong() {
    assertThat(Command.parse(List.of()))
        .isEqualTo(new Command.Wrong("no mode given (expected: one of those below)"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"proxi", "PROXY", "", "--proxy", "injectors"})
  void anUnknownModeIsWrong(String word) {
    assertThat(Command.parse(List.of(word)))
        .isEqualTo(new Command.Wrong("mode: \"" + word + "\" (expected: one of those below)"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"proxy", "injector", "demo", "help", "version"})
  void anArgumentThatAModeDoesNotTakeIsWrong(String mode) {
    assertThat(Command.parse(List.of(mode, "now")))
        .isEqualTo(new Command.Wrong(mode + ": \"now\" (expected: no argument)"));
  }

  @Test
  void theUsageNamesEveryModeThatThereIsInAScreenOf80Columns() {
    assertThat(Mode.usage().lines()).hasSizeLessThanOrEqualTo(24);
    assertThat(Mode.usage().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(80));
    assertThat(Mode.values())
        .allSatisfy(mode -> assertThat(Mode.usage()).contains("\n  " + mode.word()));
  }
}

package io.rehost.rule.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Contract section 3: "regex: linear time only"; and what it costs is bounded before it is built.
 */
class RegexSizeTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "^/v[0-9]+/",
        "([a-f0-9]{64}/){64}",
        "[]{9999}]",
        "[^]{9999}]{2}",
        "\\{9999}",
        "\\Q{9999}((\\E",
        "\\p{Greek}{3}",
        "[[:alpha:]{9999}]",
        "{1,2}"
      })
  void whatPeopleWriteIsAccepted(String regex) {
    assertThat(RegexSize.of(regex)).isLessThan(RegexSize.TOO_LARGE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(((a{1000}){1000}){1000})",
        "((a{100}){100}){100}",
        "(a{1000}|b{1000}){6}",
        "((a{99,}){99,}){2,}",
        "(?:x{1000}){20}",
        "\\x{1F600}{1000}{1000}",
        "\\d{1000}{1000}",
        "[+-[:]((a{1000}){1000}){1000}:]",
        "[+-[:alpha:]((a{1000}){1000})]",
        "(a{1000}[\\d-[:alpha:](]b){1000}",
        "a{40}(?i){1000}",
        "[a]{1000}[b]{1000}[c]{1000}[d]{1000}[e]{1000}[f]{1000}[g]{1000}[h]{1000}[i]{1000}[j]{1000}k"
      })
  void whatUnfoldsToMillionsOfStepsIsNot(String regex) {
    assertThat(RegexSize.of(regex)).isEqualTo(RegexSize.TOO_LARGE);
  }

  @Property(tries = 2000)
  void theProgramIsNotMuchLargerThanWasCounted(@ForAll("expressions") String regex) {
    int steps = RegexSize.of(regex);
    if (steps < RegexSize.TOO_LARGE) {
      try {
        assertThat(Pattern.compile(regex).programSize()).isLessThan(4 * steps + 10);
      } catch (PatternSyntaxException e) {
        assertThat(e.getDescription()).isNotEmpty(); // judged by RE2/J, not by its size
      }
    }
  }

  @Property(tries = 100)
  void groupsTooDeepForTheStackAreNotAccepted(@ForAll("depths") int depth) {
    String regex = "(".repeat(depth) + "a" + ")".repeat(depth);
    assertThat(RegexSize.of(regex) < RegexSize.TOO_LARGE).isEqualTo(depth <= RegexSize.MAX_DEPTH);
  }

  @Provide
  Arbitrary<Integer> depths() {
    return Arbitraries.integers().between(0, 3000);
  }

  @Provide
  Arbitrary<String> expressions() {
    return Arbitraries.of(
            "a",
            "(",
            ")",
            "(?:",
            "|",
            "[",
            "]",
            "^",
            "-",
            "{",
            "}",
            "{30}",
            "{2,40}",
            "{9,}",
            "*",
            "+",
            "?",
            "\\",
            "\\Q",
            "\\E",
            "\\d",
            "\\p{L}",
            "\\x{41}",
            "[:alpha:]",
            ".",
            "é",
            "(?i)",
            "$",
            "[^a]")
        .list()
        .ofMaxSize(14)
        .map(parts -> String.join("", parts));
  }
}

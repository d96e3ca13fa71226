package io.rehost.rule;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPatternTest {

  @ParameterizedTest
  @CsvSource({
    "B2.Example.COM., b2.example.com",
    "*.B2.example.com, *.b2.example.com",
    "b\u00FCcher.test, xn--bcher-kva.test",
    "B\u00DCCHER.test:81, xn--bcher-kva.test:81",
    "*.\u4F8B\u3048.test, *.xn--r8jz45g.test",
    "a.test:8080, a.test:8080",
    "10.0.0.1, 10.0.0.1",
    "[2001:DB8::0:1]:80, [2001:db8::1]:80",
    "*.test, *.test",
  })
  void aPatternIsKeptInTheFormInWhichHostsAreCompared(String text, String printed) {
    assertThat(HostPattern.parse(text)).hasToString(printed);
    assertThat(HostPattern.parse(printed)).isEqualTo(HostPattern.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a b",
        "*",
        "*.",
        "a.*.test",
        "*a.test",
        "*.*.test",
        "*.10.0.0.1",
        "*.[::1]",
        "a..test",
        "a.test:",
        "*.a.test:",
        "a.test:x",
        "http://a.test",
        "a.test/x",
        "::1",
        "fa\u00DF.test",
        "a\u200Db.test",
        "\u2100.test",
        "a.test,b.test"
      })
  void whatNamesNoHostIsNotAccepted(String text) {
    assertThat(HostPattern.parse(text)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "a.test, a.test, true",
    "a.test, a.test:80, true",
    "a.test:80, a.test, false",
    "*.test, a.test, true",
    "*.test, *.test, true",
    "*.test, *.a.test, true",
    "*.a.test, *.test, false",
    "*.test, test, false",
    "*.test, atest, false",
    "*.test:80, a.test, false",
    "*.test, *.a.test:80, true",
    "a.test, *.a.test, false",
    "a.test, b.test, false",
  })
  void aPatternCoversAnotherIfItMatchesAllOfItsHosts(String wide, String narrow, boolean covers) {
    assertThat(TestRule.host(wide).covers(TestRule.host(narrow))).isEqualTo(covers);
  }
}

package io.rehost.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorityTest {

  @ParameterizedTest
  @CsvSource({
    "a.test, a.test, -1",
    "A.Test, a.test, -1",
    "a.test., a.test, -1",
    "a.test:80, a.test, 80",
    "a.test.:80, a.test, 80",
    "a.test:, a.test, -1",
    "a.test:0, a.test, 0",
    "a.test:65535, a.test, 65535",
    "a.test:00080, a.test, 80",
    "localhost, localhost, -1",
    "my_service:1, my_service, 1",
    "1.test, 1.test, -1",
    "xn--bcher-kva.test, xn--bcher-kva.test, -1",
    "10.0.0.255:8080, 10.0.0.255, 8080",
    "[::1], [::1], -1",
    "[::1]:, [::1], -1",
    "[::1]:8443, [::1], 8443",
    "[2001:DB8:0:0:0:0:0:1], [2001:db8::1], -1",
    "[2001:db8:0:0:1:0:0:1], [2001:db8::1:0:0:1], -1",
    "[2001:0db8:0001::0001], [2001:db8:1::1], -1",
    "[1:2:3:4:5:6:7::], [1:2:3:4:5:6:7:0], -1",
    "[::], [::], -1",
    "[1::], [1::], -1",
    "[::ffff:10.0.0.1], [::ffff:a00:1], -1",
    "[64:ff9b::192.0.2.33], [64:ff9b::c000:221], -1",
  })
  void anAuthorityIsComparedWithoutCaseAndTrailingDot(String text, String host, int port) {
    assertThat(Authority.parse(text)).isEqualTo(new Authority(host, port));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        ":80",
        "a..test",
        ".a.test",
        "a.test..",
        "a test",
        " a.test",
        "a.test ",
        "a,b",
        "a.test, b.test",
        "user@a.test",
        "a.test/x",
        "a.test?",
        "a%41.test",
        "b\u00FCcher.test",
        "a.test:x",
        "a.test:-1",
        "a.test:+1",
        "a.test:65536",
        "a.test:99999999999",
        "a:1:2",
        "::1",
        "a.test\r",
        "a\u0000",
        "*.test",
        "127.1",
        "256.0.0.1",
        "1.2.3.4.5",
        "01.2.3.4",
        "1.2.3",
        "a.1",
        "4294967295",
        "[]",
        "[::1",
        "[::1]x",
        "[::1].",
        "[:::1]",
        "[1:2:3:4:5:6:7]",
        "[1:2:3:4:5:6:7:8:9]",
        "[1:2:3:4:5:6:7:8::]",
        "[1::2::3]",
        "[::12345]",
        "[::g]",
        "[1:]",
        "[:1]",
        "[fe80::1%25eth0]",
        "[v1.x]",
        "[::1.2.3]",
        "[::1.2.3.256]",
        "[1.2.3.4]",
        "[1:2:3:4:5:6:7:1.2.3.4]",
        "[[::1]]",
        "a]",
        "\uFF41.test"
      })
  void whatIsNoHostWithAnOptionalPortIsNotAccepted(String text) {
    assertThat(Authority.parse(text)).isNull();
  }

  @Test
  void labelsAndNamesAreNotLongerThanInDns() {
    String label = "a".repeat(63);
    String name = String.join(".", label, label, label, "b".repeat(61));

    assertThat(Authority.parse(name)).isNotNull();
    assertThat(Authority.parse(name + ".")).isNotNull();
    assertThat(Authority.parse(name + "b")).isNull();
    assertThat(Authority.parse("a" + label + ".test")).isNull();
  }

  @Test
  void aNameThatIsCanonicalIsNotCopied() {
    String host = "a.test";

    assertThat(Authority.of(host, 80).host()).isSameAs(host);
  }

  @Property(tries = 500)
  void parsingWhatIsPrintedGivesTheSame(
      @ForAll @Chars({'a', 'B', '1', '.', ':', '[', ']', '-'}) @StringLength(max = 12)
          String text) {
    Authority authority = Authority.parse(text);

    assertThat(authority == null ? null : Authority.parse(authority.toString()))
        .isEqualTo(authority);
  }

  @Test
  void anAuthorityIsMadeOfAHostAndAPort() {
    assertThat(Authority.of("A.test", 80)).hasToString("a.test:80");
    assertThat(Authority.of("[::1]", Authority.NO_PORT)).hasToString("[::1]");
    assertThatThrownBy(() -> Authority.of("a b", 80))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a b:80 (expected: a host name");
    assertThatThrownBy(() -> Authority.of("a.test:1", 80))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Authority.of("a.test", 65_536))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void addressesAreToldFromNames() {
    assertThat(Authority.of("10.0.0.1", 80).isAddress()).isTrue();
    assertThat(Authority.of("[::1]", 80).isAddress()).isTrue();
    assertThat(Authority.of("10.test", 80).isAddress()).isFalse();
  }
}

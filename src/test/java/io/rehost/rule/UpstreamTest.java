package io.rehost.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.rule.Upstream.Scheme;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UpstreamTest {

  @ParameterizedTest
  @CsvSource({
    "http://10.0.0.12, HTTP, 10.0.0.12, 80, true",
    "https://10.0.0.12, HTTPS, 10.0.0.12, 443, true",
    "HTTPS://10.0.0.12:8443, HTTPS, 10.0.0.12, 8443, true",
    "http://[2001:DB8::0:1]:81, HTTP, 2001:db8::1, 81, true",
    "http://Origin.Test., HTTP, origin.test, 80, false",
    "http://b\u00FCcher.test, HTTP, xn--bcher-kva.test, 80, false",
  })
  void anUpstreamIsASchemeAHostAndAPort(
      String text, Scheme scheme, String host, int port, boolean address) {
    Upstream upstream = Upstream.parse(text);

    assertThat(upstream).isEqualTo(new Upstream(scheme, host, port));
    assertThat(upstream).extracting(Upstream::isAddress).isEqualTo(address);
    assertThat(Upstream.parse(String.valueOf(upstream))).isEqualTo(upstream);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10.0.0.12",
        "http:10.0.0.12",
        "//10.0.0.12",
        "ftp://10.0.0.12",
        "http://",
        "http://:80",
        "http://10.0.0.12/",
        "http://10.0.0.12/x",
        "http://10.0.0.12?x",
        "http://10.0.0.12#x",
        "http://u@10.0.0.12",
        "http://10.0.0.12:",
        "http://10.0.0.12:0",
        "http://10.0.0.12:65536",
        "http://::1",
        "http://10.0.0",
        "http://10.0.0.12 ",
        "http://a_b..test",
        "://10.0.0.12"
      })
  void anythingBeyondThatIsNotAccepted(String text) {
    assertThat(Upstream.parse(text)).isNull();
  }

  @Test
  void anIpv6AddressIsWrittenInBrackets() {
    assertThat(TestRule.origin("https://[::1]:8443").hostAndPort()).isEqualTo("[::1]:8443");
  }
}

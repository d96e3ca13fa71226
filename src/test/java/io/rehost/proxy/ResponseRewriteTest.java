package io.rehost.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.rule.Rule;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract 5: what names the origin as the override does is mapped back. */
class ResponseRewriteTest {
  private static final OverriddenExchange EXCHANGE =
      OverriddenExchange.of("B1.example.com:8080", "go.test:81", "http://10.0.0.12:9000");

  @ParameterizedTest
  @CsvSource({
    "http://go.test/a?b#c",
    "http://go.test:80/a?b#c",
    "http://go.test:81/a?b#c",
    "http://go.test:9000/a?b#c",
    "http://go.test:/a?b#c",
    "HTTP://Go.Test.:0081/a?b#c"
  })
  @DisplayName("A URL names the origin by the override's port, the scheme's, or the upstream's")
  void aUrlOfTheUpstreamsSchemeBecomesThatOfTheClient(String url) {
    assertThat(EXCHANGE.field("location", url)).isEqualTo("http://B1.example.com:8080/a?b#c");
    assertThat(EXCHANGE.field("Content-Location", url))
        .isEqualTo("http://B1.example.com:8080/a?b#c");
  }

  @ParameterizedTest
  @CsvSource({
    "http://go.test, http://B1.example.com:8080",
    "http://go.test?q, http://B1.example.com:8080?q",
    "http://go.test#f, http://B1.example.com:8080#f",
    "http://go.test/http://go.test/, http://B1.example.com:8080/http://go.test/",
    "//go.test/x, //B1.example.com:8080/x",
    "//go.test:9000/x, //B1.example.com:8080/x"
  })
  void onlySchemeAndAuthorityOfAUrlAreReplaced(String url, String returned) {
    assertThat(EXCHANGE.field("Location", url)).isEqualTo(returned);
  }

  @ParameterizedTest
  @CsvSource({
    "https://go.test/a, https://B1.example.com/a",
    "https://go.test:443/a, https://B1.example.com/a",
    "HTTPS://GO.TEST:81, HTTPS://B1.example.com",
    "https://go.test:9000/a, https://B1.example.com/a"
  })
  @DisplayName("Other scheme: only the name is mapped, scheme kept, port dropped")
  void anUpgradeToHttpsStaysOne(String url, String returned) {
    assertThat(EXCHANGE.field("Location", url)).isEqualTo(returned);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost:15080",
        "LOCALHOST",
        "app.localhost",
        "127.0.0.1:15080",
        "[::1]:15080",
        "[::1]"
      })
  @DisplayName("Untouched if the client's host is localhost or an IP: there is no https there")
  void anUpgradeToHttpsIsLeftToAClientWithoutAName(String clientHost) {
    var exchange = OverriddenExchange.of(clientHost, "go.test", "http://10.0.0.12");

    assertThat(exchange.field("Location", "https://go.test/a")).isEqualTo("https://go.test/a");
    assertThat(exchange.field("Location", "http://go.test/a"))
        .isEqualTo("http://" + clientHost + "/a");
  }

  @Test
  void anHttpsOriginComesBackAsTheClientsHttp() {
    var exchange = OverriddenExchange.of("b1.test:15080", "go.test", "https://10.0.0.12:8443");

    assertThat(exchange.field("Location", "https://go.test/a")).isEqualTo("http://b1.test:15080/a");
    assertThat(exchange.field("Location", "https://go.test:8443/"))
        .isEqualTo("http://b1.test:15080/");
    assertThat(exchange.field("Location", "//go.test:443/a")).isEqualTo("//b1.test:15080/a");
    assertThat(exchange.field("Location", "http://go.test/a")).isEqualTo("http://b1.test/a");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/a//go.test/b",
        "a?u=http://go.test/",
        "?x",
        "#f",
        "http:go.test",
        "http:/go.test/",
        "http://go.test:82/",
        "https://go.test:80/",
        "//go.test:443/",
        "http://www.go.test/",
        "http://test/",
        "http://xgo.test/",
        "http://go.test.evil/",
        "http://go.test@evil.test/",
        "http://user@go.test/",
        "http://go.test:80:81/",
        "http://go.test\\evil.test/",
        "http:\\\\go.test/",
        "http://go%2Etest/",
        "http://10.0.0.12:9000/",
        "http://B1.example.com:8080/",
        "ftp://go.test/",
        "mailto:a@go.test",
        "///go.test/"
      })
  @DisplayName("Other ports, other names, subdomains: untouched")
  void whatDoesNotNameTheOriginStaysAsItIs(String url) {
    assertThat(EXCHANGE.field("Location", url)).isEqualTo(url);
    assertThat(EXCHANGE.field("Refresh", "5; url=" + url)).isEqualTo("5; url=" + url);
  }

  @Test
  void anAddressAsOverrideIsComparedAsOne() {
    var exchange = OverriddenExchange.of("b1.test", "[2001:db8::1]:81", "http://10.0.0.12");

    assertThat(exchange.field("Location", "http://[2001:DB8:0::1]:81/x"))
        .isEqualTo("http://b1.test/x");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      value = {
        "5; url=http://go.test/x, 5; url=http://b1.test/x",
        "0;URL=http://go.test:80/, 0;URL=http://b1.test/",
        "5; url='http://go.test/x', 5; url='http://b1.test/x'",
        "5; url=\"http://go.test/x\" ; y, 5; url=\"http://b1.test/x\" ; y",
        "5 ; Url = \" http://go.test\", 5 ; Url = \" http://go.test\"",
        "5; url='http://go.test/x, 5; url='http://b1.test/x",
        "0.5  http://go.test/x, 0.5  http://b1.test/x",
        "5; 'http://go.test/x', 5; 'http://b1.test/x'",
        "|5, url=http://go.test/x|, |5, url=http://b1.test/x|",
        "5; url=/x?http://go.test/, 5; url=/x?http://go.test/",
        "5; url=//go.test/, 5; url=//b1.test/",
        "5, 5",
        "5;, 5;",
        "5; url=, 5; url=",
        "5; url, 5; url",
        "5; url=', 5; url='",
        "5url=http://go.test/, 5url=http://go.test/",
        "http://go.test/, http://go.test/",
        ";url=http://go.test/, ;url=http://go.test/"
      })
  void theUrlOfARefreshIsFoundAsBrowsersFindIt(String value, String returned) {
    var exchange = OverriddenExchange.of("b1.test", "go.test", "http://10.0.0.12");

    assertThat(exchange.field("Refresh", value)).isEqualTo(returned);
  }

  @ParameterizedTest
  @CsvSource({
    "a=b; Domain=go.test, a=b; Domain=B1.example.com",
    "a=b; domain=.GO.test; Path=/, a=b; domain=B1.example.com; Path=/",
    "a=b;DOMAIN = go.test. ;Secure, a=b;DOMAIN = B1.example.com ;Secure",
    "a=b; Path=/;  domain=go.test;HttpOnly, a=b; Path=/;  domain=B1.example.com;HttpOnly",
    "a=b; Domain=x; Domain=go.test, a=b; Domain=x; Domain=B1.example.com",
    "Domain=go.test; Domain=go.test; domain=go.test,"
        + " Domain=go.test; Domain=B1.example.com; domain=B1.example.com"
  })
  @DisplayName("A cookie's Domain becomes the client's host without port")
  void theDomainOfACookieBecomesTheClientsHost(String value, String returned) {
    assertThat(EXCHANGE.field("set-cookie", value)).isEqualTo(returned);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a=b",
        "domain=go.test",
        "a=domain=go.test; Path=/go.test",
        "a=b; Domain=www.go.test",
        "a=b; Domain=test",
        "a=b; Domain=..go.test",
        "a=b; Domain=go.test:81",
        "a=b; Domain=",
        "a=b; Domain",
        "a=b; Domain; x=go.test",
        "a=b; Domainx=go.test",
        "a=b; xDomain=go.test",
        "a=b; Domain=\"go.test\"",
        "a=b; Domain=10.0.0.12",
        ";;;"
      })
  void otherCookiesStayAsTheyAre(String value) {
    assertThat(EXCHANGE.field("Set-Cookie", value)).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({
    "localhost:15080, localhost",
    "127.0.0.1:15080, 127.0.0.1",
    "[::1]:15080, [::1]",
    "[::1], [::1]",
    "b1.test., b1.test.",
    "b1.test:, b1.test"
  })
  void theDomainIsTheClientsHostWhateverKindItIs(String clientHost, String domain) {
    var exchange = OverriddenExchange.of(clientHost, "go.test", "http://10.0.0.12");

    assertThat(exchange.field("Set-Cookie", "a=b; Domain=.go.test; Secure"))
        .isEqualTo("a=b; Domain=" + domain + "; Secure");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Link", "Server", "X-Redirect", "LocationX", "Location2", "X-Refresh"})
  void otherFieldsStayAsTheyAre(String name) {
    assertThat(EXCHANGE.field(name, "http://go.test/")).isEqualTo("http://go.test/");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Referer", "Accessed", "Set-Cookee", "X-Content-Locati"})
  void otherFieldsWithNamesOfThatLengthStayAsTheyAre(String name) {
    String value = "0; url=http://go.test/; Domain=go.test";

    assertThat(EXCHANGE.field(name, value)).isEqualTo(value);
  }

  @Test
  @DisplayName("location: keep, cookieDomain: keep")
  void aRuleMayKeepEither() {
    String url = "http://go.test/";
    String cookie = "a=b; Domain=go.test";
    var keepsUrls =
        new OverriddenExchange(
            "b1.test", "go.test", "http://10.0.0.12", new Rule.Response(false, true));
    var keepsCookies =
        new OverriddenExchange(
            "b1.test", "go.test", "http://10.0.0.12", new Rule.Response(true, false));

    assertThat(keepsUrls.field("Location", url)).isEqualTo(url);
    assertThat(keepsUrls.field("Content-Location", url)).isEqualTo(url);
    assertThat(keepsUrls.field("Refresh", "1;url=" + url)).isEqualTo("1;url=" + url);
    assertThat(keepsUrls.field("Set-Cookie", cookie)).isEqualTo("a=b; Domain=b1.test");
    assertThat(keepsCookies.field("Set-Cookie", cookie)).isEqualTo(cookie);
    assertThat(keepsCookies.field("Location", url)).isEqualTo("http://b1.test/");
  }

  @Test
  void aClientWithoutHostHasNoNameToMapTo() {
    var exchange =
        new OverriddenExchange(null, "go.test", "http://10.0.0.12", Rule.Response.DEFAULT);

    assertThat(exchange.field("Location", "http://go.test/")).isEqualTo("http://go.test/");
    assertThat(exchange.field("Set-Cookie", "a=b; Domain=go.test"))
        .isEqualTo("a=b; Domain=go.test");
  }
}

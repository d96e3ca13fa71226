package io.rehost.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/** Rewriting inverts the override. */
class ResponseRewritePropertyTest {

  /**
   * What the origin sees and where it is.
   *
   * @param scheme of the upstream
   * @param host the override without port
   * @param port of the override; 0 for none
   */
  record Origin(String scheme, String host, int port, int upstreamPort) {
    String override() {
      return withPort(host, port);
    }

    OverriddenExchange to(String clientHost) {
      return OverriddenExchange.of(clientHost, override(), scheme + "://10.0.0.12:" + upstreamPort);
    }

    String otherScheme() {
      return scheme.equals("http") ? "https" : "http";
    }
  }

  @Property
  void aUrlThatTheOriginBuildsFromItsHostIsTheOneThatTheClientWouldUse(
      @ForAll("origins") Origin origin,
      @ForAll("clients") String client,
      @ForAll("writings") Writing writing,
      @ForAll("paths") String path) {
    String built = writing.url(origin, origin.scheme(), path);

    assertThat(origin.to(client).field("Location", built)).isEqualTo("http://" + client + path);
    assertThat(origin.to(client).field("Refresh", "3; url='" + built + "'"))
        .isEqualTo("3; url='http://" + client + path + "'");
  }

  @Property
  void aRedirectToTheOtherSchemeKeepsItAndNeverNamesAPort(
      @ForAll("origins") Origin origin,
      @ForAll("clients") String client,
      @ForAll("writings") Writing writing,
      @ForAll("paths") String path) {
    String built = writing.url(origin, origin.otherScheme(), path);
    boolean named = client.startsWith("b") || client.startsWith("B");

    String returned = origin.to(client).field("Location", built);

    String name = client.replaceFirst(":[0-9]+$", "");
    assertThat(returned).isEqualTo(named ? origin.otherScheme() + "://" + name + path : built);
    Statistics.collect(named ? "mapped" : "left");
    Statistics.coverage(
        coverage -> {
          coverage.check("mapped").percentage(share -> share > 20);
          coverage.check("left").percentage(share -> share > 20);
        });
  }

  @Property
  void aUrlOfAnotherHostStaysAsItIs(
      @ForAll("origins") Origin origin,
      @ForAll("clients") String client,
      @ForAll("writings") Writing writing,
      @ForAll("others") String other,
      @ForAll("paths") String path) {
    Origin stranger = new Origin(origin.scheme(), other, origin.port(), origin.upstreamPort());
    assumeThat(other).isNotEqualToIgnoringCase(origin.host());
    String url = writing.url(stranger, origin.scheme(), path);

    assertThat(origin.to(client).field("Location", url)).isEqualTo(url);
    assertThat(origin.to(client).field("Set-Cookie", "a=b; Domain=" + other))
        .isEqualTo("a=b; Domain=" + other);
  }

  @Property
  void aUrlOfAnotherPortStaysAsItIs(
      @ForAll("origins") Origin origin,
      @ForAll("clients") String client,
      @ForAll("ports") int port,
      @ForAll("paths") String path) {
    assumeThat(port).isNotIn(origin.port(), origin.upstreamPort(), defaultPort(origin.scheme()));
    String url = origin.scheme() + "://" + origin.host() + ":" + port + path;

    assertThat(origin.to(client).field("Location", url)).isEqualTo(url);
  }

  @Property
  void noFieldMakesTheRewriteFail(
      @ForAll("origins") Origin origin,
      @ForAll("clients") String client,
      @ForAll("fields") String name,
      @ForAll("values") String value) {
    assertThat(origin.to(client).field(name, value)).isNotNull();
  }

  /** The ways in which an origin may write its port. */
  enum Writing {
    NONE,
    OVERRIDE,
    SCHEME,
    UPSTREAM;

    String url(Origin origin, String scheme, String path) {
      int port =
          switch (this) {
            case NONE -> 0;
            case OVERRIDE -> origin.port();
            case SCHEME -> defaultPort(scheme);
            case UPSTREAM -> origin.upstreamPort();
          };
      return scheme + "://" + withPort(origin.host(), port) + path;
    }
  }

  @Provide
  Arbitrary<Origin> origins() {
    return Combinators.combine(
            Arbitraries.of("http", "https"),
            Arbitraries.of("go.test", "Go.Advent.2019.co.jp", "10.0.0.7", "[2001:db8::7]", "x"),
            Arbitraries.of(0, 80, 443, 8080, 8443),
            ports())
        .as(Origin::new);
  }

  @Provide
  Arbitrary<String> clients() {
    return Arbitraries.of(
        "b1.example.com",
        "B1.example.com:80",
        "b1.example.com:15080",
        "b",
        "localhost:15080",
        "LocalHost",
        "127.0.0.1:15080",
        "[::1]",
        "[::1]:15080");
  }

  @Provide
  Arbitrary<String> others() {
    return Arbitraries.of(
        "www.go.test",
        "test",
        "xgo.test",
        "go.test.evil",
        "go.test@x",
        "user@go.test",
        "10.0.0.12",
        "[2001:db8::8]",
        "b1.example.com");
  }

  @Provide
  Arbitrary<Writing> writings() {
    return Arbitraries.of(Writing.class);
  }

  @Provide
  Arbitrary<Integer> ports() {
    return Arbitraries.of(80, 443, 81, 8080, 8443, 9000, 65_535);
  }

  @Provide
  Arbitrary<String> paths() {
    Arbitrary<String> text =
        Arbitraries.strings().withChars("abc/:@?#%2F=&.;,~[]\u00e9").ofMaxLength(12);
    return Combinators.combine(Arbitraries.of("", "/", "?", "#"), text)
        .as((start, rest) -> start.isEmpty() ? "" : start + rest);
  }

  @Provide
  Arbitrary<String> fields() {
    return Arbitraries.of("Location", "Content-Location", "Refresh", "Set-Cookie");
  }

  @Provide
  Arbitrary<String> values() {
    return Arbitraries.of(
            "http://",
            "https://",
            "//",
            "go.test",
            ":",
            "80",
            "/",
            "?",
            "[",
            "]",
            "@",
            "'",
            "\"",
            ";",
            ",",
            " ",
            "\t",
            "=",
            "5",
            "url",
            "Domain",
            "x",
            ".",
            "")
        .list()
        .ofMaxSize(10)
        .map(parts -> String.join("", parts));
  }

  private static String withPort(String host, int port) {
    return port == 0 ? host : host + ":" + port;
  }

  private static int defaultPort(String scheme) {
    return scheme.equals("http") ? 80 : 443;
  }
}

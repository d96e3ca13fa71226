package io.rehost.rule.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import io.rehost.rule.HostPattern;
import io.rehost.rule.HostTemplate;
import io.rehost.rule.Match;
import io.rehost.rule.Match.FieldMatch;
import io.rehost.rule.Match.PathMatch;
import io.rehost.rule.Match.QueryMatch;
import io.rehost.rule.Match.ValueMatch;
import io.rehost.rule.Protocol;
import io.rehost.rule.Rule;
import io.rehost.rule.Rule.FieldEdits;
import io.rehost.rule.Rule.Request;
import io.rehost.rule.Rule.Response;
import io.rehost.rule.Rule.Timeouts;
import io.rehost.rule.RulesDocument;
import io.rehost.rule.TlsSettings;
import io.rehost.rule.Unmatched;
import io.rehost.rule.Upstream;
import io.rehost.rule.document.ParseResult.Parsed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Issue 3, item 2: printing and parsing again gives the same. */
class RulesPrinterTest {

  @Property(tries = 500)
  void parsingWhatWasPrintedGivesTheSame(@ForAll("documents") RulesDocument document) {
    String text = RulesPrinter.print(document);
    ParseResult result = RulesParser.parse(text, Origin.FILE);
    assertThat(result).as(text).isInstanceOf(Parsed.class);
    assertThat(((Parsed) result).document()).as(text).isEqualTo(document);
  }

  @Property(tries = 300)
  void everyTextThatAHeaderMayBeComparedWithSurvivesPrinting(@ForAll String value) {
    Match match =
        new Match(
            List.of(),
            List.of(),
            java.util.Set.of(),
            List.of(new FieldMatch("x", new ValueMatch.Exact(value))),
            List.of());
    RulesDocument document =
        new RulesDocument(null, TlsSettings.NONE, null, List.of(rule("a", match)));
    ParseResult result = RulesParser.parse(RulesPrinter.print(document), Origin.FILE);
    assertThat(result)
        .isInstanceOfSatisfying(
            Parsed.class, parsed -> assertThat(parsed.document()).isEqualTo(document));
  }

  @Test
  void leavesOutWhatHasItsDefault() {
    RulesDocument document =
        new RulesDocument(null, TlsSettings.NONE, null, List.of(rule("a", Match.ANY)));
    assertThat(RulesPrinter.print(document)).isEqualTo("rules:\n- name: a\n");
  }

  @Test
  void quotesWhatYamlWouldTakeForSomethingElseThanText() {
    assertThat(List.of("true", "~", "null", "1.5", "0x1F", "1e3", "*.a", "", "a: b", "#a", "-"))
        .allSatisfy(text -> assertThat(FlowText.text(text)).startsWith("\"").endsWith("\""));
  }

  private static Rule rule(String name, Match match) {
    return new Rule(
        name,
        match,
        null,
        List.of(),
        null,
        TlsSettings.NONE,
        Protocol.AUTO,
        Response.DEFAULT,
        Request.DEFAULT,
        FieldEdits.NONE,
        FieldEdits.NONE,
        Timeouts.DEFAULT);
  }

  @Provide
  Arbitrary<RulesDocument> documents() {
    Arbitrary<List<Rule>> rules = rules().list().ofMaxSize(6).uniqueElements(Rule::name);
    return Combinators.combine(
            upstreams().injectNull(0.5),
            tls().injectNull(0.5).map(tls -> Objects.requireNonNullElse(tls, TlsSettings.NONE)),
            Arbitraries.of(Unmatched.class).injectNull(0.5),
            rules)
        .as(RulesDocument::new)
        .map(RulesPrinterTest::consistent);
  }

  /** Leaves out of each rule what does not go with its upstream. */
  private static RulesDocument consistent(RulesDocument document) {
    List<Rule> rules =
        document.rules().stream()
            .map(
                rule -> {
                  Upstream upstream =
                      rule.upstream() == null ? document.upstream() : rule.upstream();
                  boolean http = upstream != null && upstream.scheme() == Upstream.Scheme.HTTP;
                  boolean https = upstream != null && !http;
                  boolean fits =
                      !(http && rule.protocol() == Protocol.H2)
                          && !(https && rule.protocol() == Protocol.H2C);
                  return new Rule(
                      rule.name(),
                      rule.match(),
                      rule.host(),
                      rule.hostAllowed(),
                      rule.upstream(),
                      http ? TlsSettings.NONE : https ? named(rule.tls()) : rule.tls(),
                      fits ? rule.protocol() : Protocol.AUTO,
                      rule.response(),
                      rule.request(),
                      rule.requestHeaders(),
                      rule.responseHeaders(),
                      rule.timeouts());
                })
            .toList();
    Upstream upstream = document.upstream();
    boolean http = upstream != null && upstream.scheme() == Upstream.Scheme.HTTP;
    TlsSettings tls = http ? TlsSettings.NONE : named(document.tls());
    return new RulesDocument(upstream, tls, document.unmatched(), rules);
  }

  private static TlsSettings named(TlsSettings tls) {
    return new TlsSettings(
        Objects.requireNonNullElse(tls.serverName(), "sni.test"),
        tls.verifyName(),
        tls.caFile(),
        tls.certificateFile(),
        tls.keyFile(),
        tls.insecureSkipVerify());
  }

  private static Arbitrary<Rule> rules() {
    Arbitrary<String> names =
        Arbitraries.strings()
            .withCharRange('a', 'z')
            .numeric()
            .withChars('-')
            .ofMinLength(1)
            .ofMaxLength(63);
    Arbitrary<Rule> withoutHost =
        Combinators.combine(
                names,
                matches(),
                upstreams().injectNull(0.5),
                tls().injectNull(0.5).map(t -> Objects.requireNonNullElse(t, TlsSettings.NONE)),
                Arbitraries.of(Protocol.class),
                Combinators.combine(Arbitraries.of(true, false), Arbitraries.of(true, false))
                    .as(Response::new),
                edits(),
                Combinators.combine(durations().injectNull(0.5), durations().injectNull(0.5))
                    .as(Timeouts::new))
            .as(
                (name, match, upstream, tls, protocol, response, edits, timeouts) ->
                    new Rule(
                        name,
                        match,
                        null,
                        List.of(),
                        upstream,
                        tls,
                        protocol,
                        response,
                        new Request(response.rewriteLocation()),
                        edits,
                        edits,
                        timeouts));
    return withoutHost.flatMap(rule -> hostsFor(rule));
  }

  private static Arbitrary<Rule> hostsFor(Rule rule) {
    boolean wildcard =
        !rule.match().hosts().isEmpty()
            && rule.match().hosts().stream().allMatch(HostPattern.Wildcard.class::isInstance);
    Arbitrary<String> literal = Arbitraries.of("a.test", "a.test:81", "10.0.0.1", "[::1]:80");
    Arbitrary<String> any =
        wildcard ? Arbitraries.of("{*}.test", "x{*}:81", "{*}.{header.x-a}") : literal;
    return Arbitraries.oneOf(any, literal, Arbitraries.of("{header.x-a}.test"))
        .injectNull(0.2)
        .map(
            text -> {
              HostTemplate host = text == null ? null : HostTemplate.parse(text);
              boolean bounded = host != null && !host.fields().isEmpty();
              return new Rule(
                  rule.name(),
                  rule.match(),
                  host,
                  bounded ? List.of(pattern("*.test"), pattern("b.c:1")) : List.of(),
                  rule.upstream(),
                  rule.tls(),
                  rule.protocol(),
                  rule.response(),
                  rule.request(),
                  rule.requestHeaders(),
                  rule.responseHeaders(),
                  rule.timeouts());
            });
  }

  private static HostPattern pattern(String text) {
    return Objects.requireNonNull(HostPattern.parse(text), text);
  }

  private static Arbitrary<Match> matches() {
    Arbitrary<HostPattern> hosts =
        Arbitraries.of("a.test", "b.test:8080", "[2001:db8::1]", "10.1.2.3", "bücher.example")
            .map(RulesPrinterTest::pattern);
    Arbitrary<HostPattern> wildcards =
        Arbitraries.of("*.test", "*.a.test:81").map(RulesPrinterTest::pattern);
    return Combinators.combine(
            Arbitraries.oneOf(hosts.list().ofMaxSize(3), wildcards.list().ofMaxSize(3)),
            paths().list().ofMaxSize(3),
            Arbitraries.of("GET", "POST", "M-SEARCH", "PROPFIND").list().ofMaxSize(3),
            values().list().ofMaxSize(3),
            Arbitraries.strings().ofMinLength(1).ofMaxLength(8))
        .as(
            (host, path, methods, values, parameter) ->
                new Match(
                    host,
                    path,
                    new HashSet<>(methods),
                    values.stream().map(value -> new FieldMatch("x-Y_z", value)).toList(),
                    values.stream().map(value -> new QueryMatch(parameter, value)).toList()));
  }

  private static Arbitrary<PathMatch> paths() {
    Arbitrary<String> paths =
        Arbitraries.of("/", "/img", "/a%2Fb/", "/日本", "/a//b", "/a:b", "/\"q\"", "/{x}[y],z");
    return Arbitraries.oneOf(
        paths.map(PathMatch.Prefix::new),
        paths.map(PathMatch.Exact::new),
        Arbitraries.of("^/v[0-9]+/", "\\.png$", "", "(?i)a|b", "a\tb'\"\\\\")
            .map(regex -> new PathMatch.Regex(Pattern.compile(regex))));
  }

  private static Arbitrary<ValueMatch> values() {
    return Arbitraries.oneOf(
        Arbitraries.strings().ofMaxLength(8).map(ValueMatch.Exact::new),
        Arbitraries.of("^a$", "[\\x{1F600}]", "\\d{2,3}")
            .map(regex -> new ValueMatch.Regex(Pattern.compile(regex))),
        Arbitraries.of(true, false).map(ValueMatch.Present::new));
  }

  private static Arbitrary<Upstream> upstreams() {
    return Arbitraries.of(
            "http://10.0.0.12",
            "https://[2001:db8::12]:8443",
            "https://origin.example",
            "http://a:1")
        .map(text -> Objects.requireNonNull(Upstream.parse(text), text));
  }

  private static Arbitrary<TlsSettings> tls() {
    Arbitrary<Path> files = Arbitraries.of("/etc/rehost/ca.pem", "/a b/#'x.pem").map(Path::of);
    return Combinators.combine(
            Arbitraries.of("a.test", "b").injectNull(0.5),
            Arbitraries.of("a.test", "10.0.0.1", "2001:db8::1").injectNull(0.5),
            files.injectNull(0.5),
            files.injectNull(0.5),
            Arbitraries.of(true, false).injectNull(0.5))
        .as((sni, name, ca, pair, skip) -> new TlsSettings(sni, name, ca, pair, pair, skip));
  }

  private static Arbitrary<FieldEdits> edits() {
    Arbitrary<Map<String, String>> fields =
        Arbitraries.maps(
                Arbitraries.of("x-a", "X-B", "true", "1", "x'`|~"),
                Arbitraries.strings().withCharRange('!', '~').ofMaxLength(9))
            .ofMaxSize(2);
    return Combinators.combine(fields, fields, Arbitraries.of("x-c", "~").list().ofMaxSize(2))
        .as(FieldEdits::new);
  }

  private static Arbitrary<Duration> durations() {
    return Arbitraries.longs().between(1, 86_400_000).map(Duration::ofMillis);
  }
}

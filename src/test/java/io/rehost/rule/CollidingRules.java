package io.rehost.rule;

import com.google.re2j.Pattern;
import io.rehost.rule.Match.FieldMatch;
import io.rehost.rule.Match.PathMatch;
import io.rehost.rule.Match.QueryMatch;
import io.rehost.rule.Match.ValueMatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.domains.DomainContextBase;

/** Rules and requests from so few names that they meet all the time. */
class CollidingRules extends DomainContextBase {
  private static final String[] HOSTS = {
    "a.test", "b.a.test", "c.b.a.test", "ba.test", "test", "x.b.a.test", "[::1]", "10.0.0.1"
  };
  private static final String[] SUFFIXES = {"test", "a.test", "b.a.test", "x.b.a.test"};
  private static final String[] PATHS = {
    "/",
    "/a",
    "/a/",
    "/a/b",
    "/a/b/",
    "/ab",
    "//a",
    "/a//b",
    "/a%2Fb",
    "/a/b/c",
    "/c",
    "*",
    "/a/./b",
    "/a/c/../b",
    "/%61",
    "/a/%2e%2E/c",
    "/A",
    "/a%2fb"
  };
  private static final String[] PATTERNS = {"a", "^/a", "b$", "^/a/b$", "[0-9]"};

  @Provide
  Arbitrary<RulesDocument> documents() {
    return rules()
        .list()
        .ofMinSize(1)
        .ofMaxSize(12)
        .map(CollidingRules::named)
        .map(
            rules ->
                new RulesDocument(
                    TestRule.origin("http://10.0.0.12"), TlsSettings.NONE, null, rules));
  }

  @Provide
  Arbitrary<List<TestHead>> requests() {
    return Combinators.combine(
            Arbitraries.of(HOSTS),
            Arbitraries.of("", "", ":80", ":81"),
            Arbitraries.of(PATHS),
            Arbitraries.of("GET", "POST", "OPTIONS"),
            Arbitraries.of("", "v=1", "v=2&v=1", "w=1", "v=%31", "v"),
            Arbitraries.of("", "1", "2", "12"))
        .as(
            (host, port, path, method, query, field) -> {
              TestHead head =
                  TestHead.get(host + port + "/?" + query).withPath(path).withMethod(method);
              return field.isEmpty() ? head : head.with("x-env", field).with("X-Env", "other");
            })
        .list()
        .ofSize(20);
  }

  private static Arbitrary<Match> rules() {
    return Combinators.combine(
            few(hosts(), 3),
            few(paths(), 3),
            few(Arbitraries.of("GET", "POST", "OPTIONS"), 1).map(Set::copyOf),
            few(values().map(value -> new FieldMatch("X-env", value)), 1),
            few(values().map(value -> new QueryMatch("v", value)), 1))
        .as(Match::new);
  }

  private static Arbitrary<HostPattern> hosts() {
    Arbitrary<String> names =
        Arbitraries.oneOf(
            Arbitraries.of(HOSTS), Arbitraries.of(SUFFIXES).map(suffix -> "*." + suffix));
    return Combinators.combine(names, Arbitraries.of("", "", "", ":80", ":81"))
        .as((name, port) -> TestRule.host(name + port));
  }

  private static Arbitrary<PathMatch> paths() {
    return Arbitraries.oneOf(
        Arbitraries.of(PATHS).map(PathMatch.Exact::new),
        Arbitraries.of(PATHS).map(PathMatch.Prefix::new),
        Arbitraries.of(PATTERNS).map(text -> new PathMatch.Regex(Pattern.compile(text))));
  }

  private static Arbitrary<ValueMatch> values() {
    return Arbitraries.oneOf(
        Arbitraries.of("1", "2", "").map(TestRule::is),
        Arbitraries.of("1", "^2", "x").map(TestRule::finds),
        Arbitraries.of(true, false).map(TestRule::present));
  }

  /** Often none, as every part that is given keeps requests away. */
  private static <T> Arbitrary<List<T>> few(Arbitrary<T> members, int most) {
    return Arbitraries.frequencyOf(
        Tuple.of(2, Arbitraries.just(List.<T>of())),
        Tuple.of(3, members.list().ofMinSize(1).ofMaxSize(most)));
  }

  private static List<Rule> named(List<Match> matches) {
    List<Rule> rules = new ArrayList<>();
    for (Match match : matches) {
      Rule plain = TestRule.rule("r" + rules.size()).build();
      rules.add(
          new Rule(
              plain.name(),
              match,
              plain.host(),
              plain.hostAllowed(),
              plain.upstream(),
              plain.tls(),
              plain.protocol(),
              plain.response(),
              plain.request(),
              plain.requestHeaders(),
              plain.responseHeaders(),
              plain.timeouts()));
    }
    return rules;
  }
}

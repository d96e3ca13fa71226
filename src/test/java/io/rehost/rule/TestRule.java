package io.rehost.rule;

import com.google.re2j.Pattern;
import io.rehost.rule.Match.FieldMatch;
import io.rehost.rule.Match.PathMatch;
import io.rehost.rule.Match.QueryMatch;
import io.rehost.rule.Match.ValueMatch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes rules and documents in tests: what is not said is left out. */
final class TestRule {
  private final String name;
  private final List<HostPattern> hosts = new ArrayList<>();
  private final List<PathMatch> paths = new ArrayList<>();
  private final Set<String> methods = new HashSet<>();
  private final List<FieldMatch> headers = new ArrayList<>();
  private final List<QueryMatch> query = new ArrayList<>();
  private final List<HostPattern> allowed = new ArrayList<>();
  private @Nullable HostTemplate host;
  private @Nullable Upstream upstream;
  private TlsSettings tls = TlsSettings.NONE;
  private Protocol protocol = Protocol.AUTO;

  private TestRule(String name) {
    this.name = name;
  }

  static TestRule rule(String name) {
    return new TestRule(name);
  }

  TestRule hosts(String... texts) {
    for (String text : texts) {
      hosts.add(host(text));
    }
    return this;
  }

  TestRule prefix(String path) {
    paths.add(new PathMatch.Prefix(path));
    return this;
  }

  TestRule exact(String path) {
    paths.add(new PathMatch.Exact(path));
    return this;
  }

  TestRule regex(String pattern) {
    paths.add(new PathMatch.Regex(Pattern.compile(pattern)));
    return this;
  }

  TestRule methods(String... names) {
    methods.addAll(List.of(names));
    return this;
  }

  TestRule header(String field, ValueMatch value) {
    headers.add(new FieldMatch(field, value));
    return this;
  }

  TestRule query(String parameter, ValueMatch value) {
    query.add(new QueryMatch(parameter, value));
    return this;
  }

  TestRule to(String template) {
    host = Objects.requireNonNull(HostTemplate.parse(template), template);
    return this;
  }

  TestRule allowed(String... texts) {
    for (String text : texts) {
      allowed.add(host(text));
    }
    return this;
  }

  TestRule upstream(String text) {
    upstream = TestRule.origin(text);
    return this;
  }

  TestRule tls(TlsSettings settings) {
    tls = settings;
    return this;
  }

  TestRule serverName(String serverName) {
    return tls(TestRule.tlsName(serverName));
  }

  TestRule protocol(Protocol http) {
    protocol = http;
    return this;
  }

  Rule build() {
    return new Rule(
        name,
        new Match(hosts, paths, methods, headers, query),
        host,
        allowed,
        upstream,
        tls,
        protocol,
        Rule.Response.DEFAULT,
        Rule.Request.DEFAULT,
        Rule.FieldEdits.NONE,
        Rule.FieldEdits.NONE,
        Rule.Timeouts.DEFAULT);
  }

  static ValueMatch is(String value) {
    return new ValueMatch.Exact(value);
  }

  static ValueMatch finds(String pattern) {
    return new ValueMatch.Regex(Pattern.compile(pattern));
  }

  static ValueMatch present(boolean present) {
    return new ValueMatch.Present(present);
  }

  static Upstream origin(String text) {
    return Objects.requireNonNull(Upstream.parse(text), text);
  }

  static HostPattern host(String text) {
    return Objects.requireNonNull(HostPattern.parse(text), text);
  }

  static TlsSettings tlsName(String serverName) {
    return new TlsSettings(serverName, null, null, null, null, null);
  }

  /** A document whose rules go to {@code http://10.0.0.12}. */
  static RulesDocument document(TestRule... rules) {
    return document("http://10.0.0.12", TlsSettings.NONE, null, rules);
  }

  static RulesDocument document(
      @Nullable String upstream,
      TlsSettings tls,
      @Nullable Unmatched unmatched,
      TestRule... rules) {
    return new RulesDocument(
        upstream == null ? null : origin(upstream),
        tls,
        unmatched,
        List.of(rules).stream().map(TestRule::build).toList());
  }

  /** The bytes are no document, but tell documents apart as those would. */
  static RuleSet.Part part(String source, RulesDocument document) {
    return new RuleSet.Part(source, document, bytes(document));
  }

  static byte[] bytes(RulesDocument document) {
    return document.toString().getBytes(StandardCharsets.UTF_8);
  }

  static RuleSet set(RulesDocument document) {
    RuleSet.Compilation compilation =
        RuleSet.compile(List.of(part("rules.yaml", document)), Defaults.NONE);
    return switch (compilation) {
      case RuleSet.Compilation.Compiled compiled -> compiled.rules();
      case RuleSet.Compilation.Rejected rejected ->
          throw new AssertionError(rejected.problems().toString());
    };
  }

  static RuleSet set(TestRule... rules) {
    return set(document(rules));
  }
}

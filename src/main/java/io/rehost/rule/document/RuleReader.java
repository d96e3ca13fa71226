package io.rehost.rule.document;

import static java.util.stream.Collectors.toMap;

import io.rehost.rule.HostPattern;
import io.rehost.rule.HostTemplate;
import io.rehost.rule.Match;
import io.rehost.rule.Protocol;
import io.rehost.rule.Rule;
import io.rehost.rule.Rule.Timeouts;
import io.rehost.rule.TlsSettings;
import io.rehost.rule.Upstream;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** One rule of a document. */
final class RuleReader {
  /** The slip that people make most. */
  private static final Map<String, String> MATCH_KEYS =
      Stream.of("hosts", "paths", "methods", "headers", "query")
          .collect(toMap(key -> key, key -> "match." + key));

  private final Section rule;
  private final Origin origin;
  private final Regexes regexes;

  RuleReader(Section rule, Origin origin, Regexes regexes) {
    this.rule = rule;
    this.origin = origin;
    this.regexes = regexes;
  }

  /** The rule, incomplete if there are problems. */
  Rule read() {
    String name = rule.required("name", Forms.RULE_NAME, Forms::ruleName);
    Match match = new MatchReader(regexes).read(rule);
    HostTemplate host = rule.text("host", HostTemplate.EXPECTED, HostForms::template);
    List<HostPattern> hostAllowed =
        rule.texts("hostAllowed", HostForms.PATTERN, HostForms::pattern);
    rule.rejectEmptyList("hostAllowed", "at least one item: " + HostForms.PATTERN);
    Upstream upstream = rule.text("upstream", Upstream.EXPECTED, HostForms::upstream);
    TlsSettings tls = TlsReader.read(rule, origin);
    Protocol protocol =
        rule.text("protocol", Forms.names(Protocol.class), Forms.oneOf(Protocol.class));
    Rule.Response response = EffectsReader.response(rule);
    Rule.Request request = EffectsReader.request(rule);
    Rule.FieldEdits requestHeaders = EffectsReader.fieldEdits(rule, "requestHeaders");
    Rule.FieldEdits responseHeaders = EffectsReader.fieldEdits(rule, "responseHeaders");
    Timeouts timeouts = EffectsReader.timeouts(rule);
    rule.rejectOtherKeys(MATCH_KEYS);
    return new Rule(
        name == null ? "" : name,
        match,
        host,
        hostAllowed,
        upstream,
        tls,
        protocol == null ? Protocol.AUTO : protocol,
        response,
        request,
        requestHeaders,
        responseHeaders,
        timeouts);
  }
}

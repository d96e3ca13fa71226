package io.rehost.rule.document;

import io.rehost.rule.HostPattern;
import io.rehost.rule.Match;
import io.rehost.rule.Match.PathMatch;
import io.rehost.rule.Match.ValueMatch;
import io.rehost.rule.Protocol;
import io.rehost.rule.Rule;
import io.rehost.rule.Rule.FieldEdits;
import io.rehost.rule.Rule.Timeouts;
import io.rehost.rule.RulesDocument;
import io.rehost.rule.TlsSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rules to text, in the order of keys in which the contract lists them; what has its default is
 * left out. Parsing the text gives an equal document. Comments of a text that was parsed are lost.
 */
public final class RulesPrinter {
  private final StringBuilder text = new StringBuilder();
  private String indentation = "";

  private RulesPrinter() {}

  /** The text of a document, in YAML. */
  public static String print(RulesDocument document) {
    RulesPrinter printer = new RulesPrinter();
    printer.text("upstream", document.upstream());
    printer.fields("tls", tls(document.tls()));
    printer.text("unmatched", document.unmatched());
    printer.line("rules", document.rules().isEmpty() ? "[]" : "");
    document.rules().forEach(printer::rule);
    return printer.text.toString();
  }

  private void rule(Rule rule) {
    indentation = "- ";
    text("name", rule.name());
    indentation = "  ";
    match(rule.match());
    text("host", rule.host());
    items("hostAllowed", hosts(rule.hostAllowed()));
    text("upstream", rule.upstream());
    fields("tls", tls(rule.tls()));
    text("protocol", rule.protocol() == Protocol.AUTO ? null : rule.protocol());
    Map<String, String> response = new LinkedHashMap<>();
    putUnless(rule.response().rewriteLocation(), response, "location", "keep");
    putUnless(rule.response().rewriteCookieDomain(), response, "cookieDomain", "keep");
    fields("response", response);
    fields("request", rule.request().rewriteOrigin() ? Map.of("origin", "rewrite") : Map.of());
    fields("requestHeaders", edits(rule.requestHeaders()));
    fields("responseHeaders", edits(rule.responseHeaders()));
    fields("timeouts", timeouts(rule.timeouts()));
  }

  private void match(Match match) {
    if (match.equals(Match.ANY)) {
      return;
    }
    line("match", "");
    indentation = "    ";
    items("hosts", hosts(match.hosts()));
    items("paths", match.paths().stream().map(RulesPrinter::path).toList());
    items("methods", match.methods().stream().sorted().map(FlowText::text).toList());
    items("headers", match.headers().stream().map(h -> value(h.name(), h.value())).toList());
    items("query", match.query().stream().map(q -> value(q.name(), q.value())).toList());
    indentation = "  ";
  }

  private static String path(PathMatch path) {
    return FlowText.fields(
        switch (path) {
          case PathMatch.Prefix(String prefix) -> Map.of("prefix", FlowText.text(prefix));
          case PathMatch.Exact(String exact) -> Map.of("exact", FlowText.text(exact));
          case PathMatch.Regex(var pattern) -> Map.of("regex", FlowText.text(pattern.pattern()));
        });
  }

  private static String value(String name, ValueMatch value) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("name", FlowText.text(name));
    switch (value) {
      case ValueMatch.Exact(String exact) -> fields.put("exact", FlowText.text(exact));
      case ValueMatch.Regex(var pattern) -> fields.put("regex", FlowText.text(pattern.pattern()));
      case ValueMatch.Present(boolean present) -> fields.put("present", String.valueOf(present));
    }
    return FlowText.fields(fields);
  }

  private static Map<String, String> tls(TlsSettings tls) {
    Map<String, String> fields = new LinkedHashMap<>();
    putText(fields, "serverName", tls.serverName());
    putText(fields, "verifyName", tls.verifyName());
    putText(fields, "caFile", tls.caFile());
    putText(fields, "certificateFile", tls.certificateFile());
    putText(fields, "keyFile", tls.keyFile());
    if (tls.insecureSkipVerify() != null) {
      fields.put("insecureSkipVerify", tls.insecureSkipVerify().toString());
    }
    return fields;
  }

  private static Map<String, String> edits(FieldEdits edits) {
    Map<String, String> fields = new LinkedHashMap<>();
    putUnless(edits.set().isEmpty(), fields, "set", texts(edits.set()));
    putUnless(edits.add().isEmpty(), fields, "add", texts(edits.add()));
    putUnless(edits.remove().isEmpty(), fields, "remove", texts(edits.remove()));
    return fields;
  }

  private static String texts(Map<String, String> values) {
    Map<String, String> fields = new LinkedHashMap<>();
    values.forEach((name, value) -> putText(fields, name, value));
    return FlowText.fields(fields);
  }

  private static String texts(List<String> values) {
    return FlowText.items(values.stream().map(FlowText::text).toList());
  }

  private static Map<String, String> timeouts(Timeouts timeouts) {
    Map<String, String> fields = new LinkedHashMap<>();
    if (timeouts.connect() != null) {
      fields.put("connect", Durations.print(timeouts.connect()));
    }
    if (timeouts.response() != null) {
      fields.put("response", Durations.print(timeouts.response()));
    }
    return fields;
  }

  private static List<String> hosts(List<HostPattern> hosts) {
    return hosts.stream().map(host -> FlowText.text(host.toString())).toList();
  }

  private static void putText(Map<String, String> fields, String key, @Nullable Object value) {
    if (value != null) {
      fields.put(key, FlowText.text(value.toString()));
    }
  }

  private static void putUnless(
      boolean isDefault, Map<String, String> fields, String key, String value) {
    if (!isDefault) {
      fields.put(key, value);
    }
  }

  private void text(String key, @Nullable Object value) {
    if (value != null) {
      line(key, FlowText.text(value.toString()));
    }
  }

  private void items(String key, List<String> items) {
    if (!items.isEmpty()) {
      line(key, FlowText.items(items));
    }
  }

  private void fields(String key, Map<String, String> fields) {
    if (!fields.isEmpty()) {
      line(key, FlowText.fields(fields));
    }
  }

  private void line(String key, String value) {
    text.append(indentation).append(key).append(value.isEmpty() ? ":" : ": ").append(value);
    text.append('\n');
  }
}

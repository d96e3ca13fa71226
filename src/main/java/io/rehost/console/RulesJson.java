package io.rehost.console;

import com.fasterxml.jackson.core.JsonGenerator;
import io.rehost.observe.RuleHits.Hits;
import io.rehost.rule.ActiveRules;
import io.rehost.rule.RuleInForce;
import io.rehost.rule.RuleSet;
import io.rehost.rule.SourceStatus;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code GET /rules}: the keys of contract section 7, in that order, all of them always there. */
final class RulesJson {
  private RulesJson() {}

  /** The rules in force, where they come from, and how often each has won until {@code now}. */
  static String of(ActiveRules.State state, Map<String, Hits> hits, Instant now) {
    RuleSet rules = state.rules();
    List<RuleInForce> inForce = rules == null ? List.of() : rules.rules();
    return JsonText.of(
        json -> {
          json.writeStartObject();
          json.writeStringField("hash", rules == null ? null : rules.hash());
          json.writeStringField("loadedAt", JsonText.time(state.loadedAt()));
          json.writeArrayFieldStart("sources");
          for (SourceStatus source : state.sources()) {
            write(json, source);
          }
          json.writeEndArray();
          json.writeArrayFieldStart("rules");
          for (RuleInForce rule : inForce) {
            write(json, rule, hits.get(rule.name()), now);
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private static void write(JsonGenerator json, SourceStatus source) throws IOException {
    json.writeStartObject();
    json.writeStringField("kind", source.source().kind().toString());
    json.writeStringField("name", source.source().name());
    json.writeStringField("resourceVersion", source.version());
    json.writeStringField("status", source.state().toString());
    json.writeArrayFieldStart("problems");
    for (String problem : problems(source).toList()) {
      json.writeString(problem);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** That there is no document is a problem too. */
  private static Stream<String> problems(SourceStatus source) {
    Stream<String> ofDocument = source.problems().stream().map(Object::toString);
    return source.state() == SourceStatus.State.MISSING
        ? Stream.concat(ofDocument, Stream.ofNullable(source.reason()))
        : ofDocument;
  }

  private static void write(JsonGenerator json, RuleInForce rule, @Nullable Hits hits, Instant now)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("name", rule.name());
    json.writeStringField("source", rule.source());
    json.writeNumberField("index", rule.index());
    json.writeNumberField("hits", hits == null ? 0 : hits.requests());
    json.writeStringField(
        "lastHit", hits == null ? null : JsonText.time(now.minus(hits.sinceLast())));
    json.writeEndObject();
  }
}

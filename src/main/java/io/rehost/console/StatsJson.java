package io.rehost.console;

import io.rehost.observe.RuleHits.Hits;
import io.rehost.rule.ActiveRules;
import java.time.Instant;
import java.util.Map;

/**
 * {@code GET /stats}, what moves on the page: {@code
 * {"loadedAt","reports","rules":[{"name","requests","errors","lastHit","latency":[…]}]}}. The
 * numbers of a rule only grow while it is in force; as long as the first two stay, {@code GET
 * /rules} answers the same but for hits.
 */
final class StatsJson {
  private StatsJson() {}

  static String of(ActiveRules.State state, Map<String, Hits> all, Instant now) {
    return JsonText.of(
        json -> {
          json.writeStartObject();
          json.writeStringField("loadedAt", JsonText.time(state.loadedAt()));
          json.writeNumberField("reports", state.reports());
          json.writeArrayFieldStart("rules");
          for (Map.Entry<String, Hits> rule : all.entrySet()) {
            Hits hits = rule.getValue();
            json.writeStartObject();
            json.writeStringField("name", rule.getKey());
            json.writeNumberField("requests", hits.requests());
            json.writeNumberField("errors", hits.errors());
            json.writeStringField("lastHit", JsonText.time(now.minus(hits.sinceLast())));
            long[] latency = hits.latency().counts();
            json.writeFieldName("latency");
            json.writeArray(latency, 0, latency.length);
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }
}

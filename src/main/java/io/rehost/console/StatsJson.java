package io.rehost.console;

import io.rehost.observe.RuleHits.Hits;
import java.util.Map;

/**
 * {@code GET /stats}, what the plots are drawn of: {@code
 * {"rules":[{"name","requests","errors","latency":[…]}]}}, numbers that only grow while a rule is
 * in force.
 */
final class StatsJson {
  private StatsJson() {}

  static String of(Map<String, Hits> all) {
    return JsonText.of(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("rules");
          for (Map.Entry<String, Hits> rule : all.entrySet()) {
            Hits hits = rule.getValue();
            json.writeStartObject();
            json.writeStringField("name", rule.getKey());
            json.writeNumberField("requests", hits.requests());
            json.writeNumberField("errors", hits.errors());
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

package io.rehost.chart;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** The variables of a container; those from elsewhere by what they are taken from. */
public final class Environment {
  private Environment() {}

  /** By name, in their order. A name that is there twice is an error. */
  public static Map<String, String> of(JsonNode container) {
    Map<String, String> variables = new LinkedHashMap<>();
    for (JsonNode variable : container.path("env")) {
      String name = variable.path("name").asText();
      String value =
          variable.has("value")
              ? variable.path("value").asText()
              : variable.at("/valueFrom/fieldRef/fieldPath").asText();
      if (variables.put(name, value) != null) {
        throw new AssertionError(name + " is set twice");
      }
    }
    return variables;
  }
}

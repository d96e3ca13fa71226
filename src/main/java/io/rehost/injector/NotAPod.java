package io.rehost.injector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.rehost.rule.Problem;
import java.util.List;

/** Says where something is not what a pod has there. */
final class NotAPod {
  private static final int LONGEST = 60;

  private NotAPod() {}

  static Problem problem(JsonProcessingException e, JsonNode pod) {
    List<JsonMappingException.Reference> way =
        e instanceof JsonMappingException mapping ? mapping.getPath() : List.of();
    StringBuilder path = new StringBuilder();
    JsonNode found = pod;
    for (JsonMappingException.Reference step : way) {
      if (step.getFieldName() == null) {
        path.append('[').append(step.getIndex()).append(']');
        found = found.path(step.getIndex());
      } else {
        path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
        found = found.path(step.getFieldName());
      }
    }
    return new Problem(path.toString(), brief(found), "what a pod has there", 0, 0);
  }

  /** A value in few letters. */
  static String brief(JsonNode value) {
    String text = value.isTextual() ? value.asText() : value.toString();
    return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
  }
}

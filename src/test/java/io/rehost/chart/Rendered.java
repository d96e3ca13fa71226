package io.rehost.chart;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * What Helm made of the chart.
 *
 * @param text as {@code helm template} prints it
 * @param objects in that order
 */
public record Rendered(String text, List<JsonNode> objects) {
  public Rendered {
    objects = List.copyOf(objects);
  }

  static Rendered of(String text) {
    return new Rendered(text, YamlText.documents(text));
  }

  /** All objects of a kind. */
  public List<JsonNode> all(String kind) {
    return objects.stream().filter(o -> o.path("kind").asText().equals(kind)).toList();
  }

  /** The one object of that kind and name. */
  public JsonNode one(String kind, String name) {
    List<JsonNode> found = all(kind).stream().filter(o -> name(o).equals(name)).toList();
    if (found.size() != 1) {
      throw new AssertionError(
          found.size()
              + " of "
              + kind
              + "/"
              + name
              + " (expected: one), among "
              + objects.stream().map(Rendered::title).toList());
    }
    return found.getFirst();
  }

  /** Whether there is one of that kind. */
  boolean has(String kind) {
    return !all(kind).isEmpty();
  }

  static String name(JsonNode object) {
    return object.at("/metadata/name").asText();
  }

  /** Such as {@code Service/rehost-webhook}. */
  static String title(JsonNode object) {
    return object.path("kind").asText() + "/" + name(object);
  }

  /** Of an array; empty if there is none. */
  static List<JsonNode> items(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }
}

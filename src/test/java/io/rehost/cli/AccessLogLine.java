package io.rehost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** A line of the access log as its readers see it. */
final class AccessLogLine {
  private AccessLogLine() {}

  /** The values as texts, by key, in their order; fails for what is not exactly one flat object. */
  static Map<String, String> read(String line) {
    Map<String, String> values = new LinkedHashMap<>();
    try (JsonParser json = new JsonFactory().createParser(line)) {
      assertThat(json.nextToken()).isEqualTo(JsonToken.START_OBJECT);
      for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
        json.nextToken();
        values.put(key, json.getText());
      }
      assertThat(json.nextToken()).as("the end of the line").isNull();
      return values;
    } catch (IOException e) {
      throw new AssertionError(line, e);
    }
  }
}

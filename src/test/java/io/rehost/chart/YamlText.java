package io.rehost.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** YAML 1.1, as Helm and kubectl read it: an unquoted {@code yes} is true, and no text. */
public final class YamlText {
  private static final ObjectMapper JSON = new ObjectMapper();

  private YamlText() {}

  /** Every document that isn't empty; repeated keys are an error. */
  public static List<JsonNode> documents(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    List<JsonNode> documents = new ArrayList<>();
    for (Object document : new Yaml(new SafeConstructor(options)).loadAll(text)) {
      if (document != null) {
        documents.add(JSON.valueToTree(document));
      }
    }
    return documents;
  }

  /** The only document. */
  static JsonNode document(String text) {
    List<JsonNode> all = documents(text);
    if (all.size() != 1) {
      throw new AssertionError(all.size() + " documents (expected: one)");
    }
    return Objects.requireNonNull(all.getFirst());
  }
}

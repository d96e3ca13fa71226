package io.rehost.injector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rehost.rule.Problem;
import io.rehost.rule.document.RulesFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The manifests of one file, which are also where the ConfigMaps are that their pods name.
 *
 * <p>Immutable; the trees must not be changed.
 */
public final class Manifests implements RulesLookup {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<Document> documents = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();
  private final Map<String, Found> rules = new HashMap<>();

  /**
   * A document of the file.
   *
   * @param text as it stands in the file, with the line that it begins with
   * @param manifest null if it is empty or not an object
   */
  record Document(String text, @Nullable ObjectNode manifest) {}

  private Manifests() {}

  /** Reads all documents; what is wrong with them is among the {@link #problems}. */
  public static Manifests read(String file) {
    Manifests manifests = new Manifests();
    int line = 1;
    for (String text : split(file)) {
      manifests.add(text, line);
      line += Math.toIntExact(text.lines().count());
    }
    return manifests;
  }

  /** Documents begin with three dashes at the start of a line, whatever they are inside of. */
  private static List<String> split(String file) {
    List<StringBuilder> documents = new ArrayList<>(List.of(new StringBuilder()));
    file.lines()
        .forEach(
            line -> {
              if (line.matches("---(\\s.*)?") && !documents.getLast().isEmpty()) {
                documents.add(new StringBuilder());
              }
              documents.getLast().append(line).append('\n');
            });
    return documents.stream().map(StringBuilder::toString).filter(t -> !t.isBlank()).toList();
  }

  private void add(String text, int firstLine) {
    switch (ManifestReader.read(text)) {
      case ManifestReader.Result.Malformed(String problem, int line) ->
          problems.add(
              new Problem("line " + (firstLine + Math.max(0, line - 1)), problem, "YAML", 0, 0));
      case ManifestReader.Result.Read(Object value) -> {
        JsonNode tree = JSON.valueToTree(value);
        if (tree instanceof ObjectNode manifest) {
          documents.add(new Document(text, manifest));
          remember(manifest);
        } else {
          documents.add(new Document(text, null));
          if (!tree.isNull()) {
            problems.add(
                new Problem(
                    "line " + firstLine, NotAPod.brief(tree), "a Kubernetes manifest", 0, 0));
          }
        }
      }
    }
  }

  private void remember(JsonNode manifest) {
    if (isList(manifest)) {
      manifest.path("items").forEach(this::remember);
    } else if (manifest.path("kind").asText().equals("ConfigMap")
        && manifest.path("data").path(RulesFile.KEY).isTextual()) {
      JsonNode label = manifest.path("metadata").path("labels").path(RulesFile.LABEL);
      rules.put(
          key(manifest),
          new Found(
              manifest.path("data").path(RulesFile.KEY).asText(),
              label.isTextual() && label.asText().equals("true")));
    }
  }

  private static String key(JsonNode configMap) {
    return ManifestNames.namespace(configMap)
        + "/"
        + configMap.path("metadata").path("name").asText();
  }

  static boolean isList(JsonNode manifest) {
    return manifest.path("kind").asText().endsWith("List") && manifest.path("items").isArray();
  }

  @Override
  public Result find(String namespace, String configMap) {
    Found found = rules.get(namespace + "/" + configMap);
    return found == null ? new Absent() : found;
  }

  /** What keeps the file from being read, in the order of its lines. */
  public List<Problem> problems() {
    return List.copyOf(problems);
  }

  List<Document> documents() {
    return List.copyOf(documents);
  }
}

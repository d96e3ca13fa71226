package io.rehost.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.Helm;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The chart's README and its notes say what there is, and nothing else. */
class ChartGuideTest {
  private static final String README = Chart.text(Chart.DIRECTORY.resolve("README.md"));
  private static final String VALUES = Chart.text(Chart.DIRECTORY.resolve("values.yaml"));

  /** Rows of the table under a heading: first cell to second, both without backquotes. */
  private static Map<String, String> table(String heading) {
    String section = README.substring(README.indexOf("\n## " + heading));
    Map<String, String> rows = new LinkedHashMap<>();
    for (String line : section.substring(4).lines().toList()) {
      if (line.startsWith("## ")) {
        break;
      }
      if (line.startsWith("| `")) {
        String[] cells = line.split("\\|", -1);
        rows.put(cells[1].strip().replace("`", ""), cells[2].strip().replace("`", ""));
      }
    }
    return rows;
  }

  /** Path to text of everything that isn't a map with keys. */
  private static void leaves(String path, JsonNode node, Map<String, String> into) {
    if (node.isObject() && !node.isEmpty() && !path.endsWith("nodeSelector")) {
      node.properties()
          .forEach(
              field ->
                  leaves(
                      path.isEmpty() ? field.getKey() : path + "." + field.getKey(),
                      field.getValue(),
                      into));
      return;
    }
    into.put(path, node.isTextual() && !node.asText().isEmpty() ? node.asText() : node.toString());
  }

  @Test
  void theReadmeListsEveryValueWithItsDefaultInTheOrderOfTheFile() {
    Map<String, String> values = new LinkedHashMap<>();
    leaves("", YamlText.document(VALUES), values);
    assertThat(new ArrayList<>(table("Values").entrySet()))
        .isEqualTo(new ArrayList<>(values.entrySet()));
  }

  @Test
  void theReadmeListsEveryKeyOfAGateway() {
    JsonNode schema =
        YamlText.document(Chart.text(Chart.DIRECTORY.resolve("values.schema.json")))
            .at("/definitions/gateway/properties");
    List<String> keys = new ArrayList<>();
    for (var key : schema.properties()) {
      if (key.getKey().equals("service") || key.getKey().equals("tls")) {
        key.getValue()
            .path("properties")
            .properties()
            .forEach(nested -> keys.add(key.getKey() + "." + nested.getKey()));
      } else {
        keys.add(key.getKey());
      }
    }
    assertThat(table("Gateways").keySet()).containsExactlyElementsOf(keys);
  }

  @Test
  void theReadmeNamesEverySettingOfAGateway() {
    JsonNode settings =
        YamlText.document(Chart.text(Chart.DIRECTORY.resolve("values.schema.json")))
            .at("/definitions/gateway/properties/settings/properties");
    assertThat(settings.properties())
        .isNotEmpty()
        .allSatisfy(setting -> assertThat(README).contains("`" + setting.getKey() + "`"));
  }

  @Test
  void everyValueHasItsComment() {
    List<String> lines = VALUES.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      boolean leaf = line.matches(" *[a-zA-Z]+: .+");
      boolean quantity = line.strip().matches("(cpu|memory): .*");
      boolean label = line.strip().startsWith("kubernetes.io/");
      if (leaf && !quantity && !label) {
        assertThat(lines.get(i - 1).strip()).as(line).startsWith("# ");
      }
    }
  }

  /** "NOTES.txt that says the next step." */
  @Test
  void theNotesSayTheAnnotationAndTheConfigMapToApply() {
    String notes =
        new Helm(Chart.DIRECTORY)
            .install()
            .withName("rehost")
            .withNamespace("rehost-system")
            .withKubeVersion(Chart.OLDEST_KUBERNETES)
            .clientOnly()
            .dryRun()
            .call()
            .getOutput();
    assertThat(notes)
        .contains("\"rehost.io/inject\":\"true\",\"rehost.io/rules\":\"site-rules\"")
        .contains("kubectl apply -f - <<'END'")
        .contains("labels: {rehost.io/rules: \"true\"}")
        .contains("deployment/rehost-injector")
        .contains("reason=FailedCreate");
  }
}

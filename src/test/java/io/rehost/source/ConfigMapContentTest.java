package io.rehost.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** Contract section 3: the value of key rules.yaml in a ConfigMap. */
class ConfigMapContentTest {
  private final ConfigMapBuilder map = new ConfigMapBuilder().withNewMetadata().endMetadata();

  @Test
  void theDocumentIsTheValueOfItsKey() {
    ConfigMap full = map.addToData("rules.yaml", "rules: []").addToData("other", "x").build();

    assertThat(ConfigMapContent.of(full)).isEqualTo(new ConfigMapContent.Text("rules: []"));
  }

  @Test
  void anEmptyConfigMapLacksTheDocument() {
    assertThat(problem(map.build()))
        .isEqualTo("data.rules.yaml: missing (expected: the rules document as text)");
  }

  @Test
  void anotherKeyIsNamed() {
    assertThat(problem(map.addToData("rules.yml", "rules: []").build()))
        .isEqualTo("data: \"rules.yml\" (expected: the key rules.yaml)");
  }

  @Test
  void binaryDataIsAProblem() {
    String base64 = Base64.getEncoder().encodeToString(new byte[] {(byte) 0xFF});

    assertThat(problem(map.addToBinaryData("rules.yaml", base64).build()))
        .isEqualTo("binaryData: \"rules.yaml\" (expected: UTF-8 text under data)");
  }

  @Test
  void onlyTheLabelsValueTrueCounts() {
    assertThat(ConfigMapContent.labelled(map.build())).isFalse();
    assertThat(ConfigMapContent.labelled(labelled("yes"))).isFalse();
    assertThat(ConfigMapContent.labelled(labelled("true"))).isTrue();
  }

  private ConfigMap labelled(String value) {
    return map.editMetadata().addToLabels("rehost.io/rules", value).endMetadata().build();
  }

  private static String problem(ConfigMap map) {
    return ConfigMapContent.of(map) instanceof ConfigMapContent.Unusable(var problem)
        ? problem.toString()
        : "none";
  }
}

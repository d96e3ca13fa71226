package io.rehost.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The judge of the manifests judges. */
class StrictManifestTest {
  private static final String SERVICE =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: a, labels: {a: b}}
      spec: {ports: [{port: 80, targetPort: http}], selector: {a: b}}
      """;

  private static List<String> problems(String manifest) {
    return StrictManifest.problems(YamlText.document(manifest));
  }

  @Test
  void aGoodManifestHasNoProblems() {
    assertThat(problems(SERVICE)).isEmpty();
  }

  @Test
  void anUnknownFieldIsOneAtAnyDepth() {
    assertThat(problems(SERVICE.replace("targetPort", "targetport")).getFirst())
        .contains("`targetport`")
        .contains("V1ServicePort");
  }

  @Test
  void aMissingRequiredFieldIsOne() {
    assertThat(problems(SERVICE.replace("port: 80, ", "")).getFirst()).contains("`port`");
  }

  @Test
  void aNumberInThePlaceOfTextIsOne() {
    assertThat(problems(SERVICE.replace("{a: b}", "{a: 1}"))).isNotEmpty();
    assertThat(problems(SERVICE.replace("{a: b}", "{a: yes}"))).isNotEmpty();
  }

  @Test
  void textInThePlaceOfANumberIsOne() {
    assertThat(problems(SERVICE.replace("port: 80", "port: \"80\""))).isNotEmpty();
  }

  @Test
  void aKindWithoutAModelDoesNotPass() {
    assertThatThrownBy(() -> problems("{apiVersion: v2, kind: Pod}"))
        .isInstanceOf(AssertionError.class)
        .hasMessage("no model of v2/Pod");
  }
}

package io.rehost.injector.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract section 6: the validating webhook refuses a bad rules ConfigMap. */
class RulesAdmissionTest {
  private static final String LABELLED = "\"rehost.io/rules\":\"true\"";

  private static JsonNode response(String operation, String labels, String data) throws Exception {
    String map = "{\"metadata\":{\"labels\":{%s}},\"data\":%s}".formatted(labels, data);
    return TestReview.response(
        new RulesAdmission(), TestReview.of("ConfigMap", operation, map, false));
  }

  private static String document(String text) {
    return JsonNodeFactory.instance.objectNode().put("rules.yaml", text).toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"CREATE", "UPDATE"})
  void badRulesAreRefusedWithAllProblems(String operation) throws Exception {
    String bad = "rules:\n- name: A\n  match: {hosts: [a b]}\n  host: go.test\n";
    JsonNode response = response(operation, LABELLED, document(bad));
    assertThat(response.path("allowed").asBoolean()).isFalse();
    assertThat(response.at("/status/message").asText())
        .contains("rules[0].name: \"A\"", "rules[0].match.hosts[0]: \"a b\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "null", "{\"rules.yaml\":1}", "{\"other.yaml\":\"rules: []\"}"})
  void aLabelledConfigMapWithoutRulesIsRefused(String data) throws Exception {
    JsonNode response = response("CREATE", LABELLED, data);
    assertThat(response.path("allowed").asBoolean()).isFalse();
    assertThat(response.at("/status/message").asText()).contains("data.rules.yaml: missing");
  }

  @Test
  void shadowedRulesAreWarnings() throws Exception {
    String shadowed = "rules:\n- {name: a, host: a.test}\n- {name: b, host: b.test}\n";
    JsonNode response = response("CREATE", LABELLED, document(shadowed));
    assertThat(response.path("allowed").asBoolean()).isTrue();
    assertThat(response.path("warnings").get(0).asText()).contains("\"b\" can never win");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\"rehost.io/rules\":\"false\"", "\"app\":\"x\""})
  void aConfigMapWithoutTheLabelIsNobodysBusiness(String labels) throws Exception {
    JsonNode response = response("CREATE", labels, document("rules: 1"));
    assertThat(response.path("allowed").asBoolean()).isTrue();
  }

  @Test
  void oneThatIsDeletedIsNotJudged() throws Exception {
    JsonNode response =
        TestReview.response(
            new RulesAdmission(), TestReview.of("ConfigMap", "DELETE", "null", false));
    assertThat(response.path("allowed").asBoolean()).isTrue();
  }
}

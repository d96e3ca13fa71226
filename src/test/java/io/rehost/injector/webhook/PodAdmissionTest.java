package io.rehost.injector.webhook;

import static io.rehost.injector.webhook.TestReview.ASKS;
import static io.rehost.injector.webhook.TestReview.ASKS_IN_VAIN;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rehost.injector.RulesLookup;
import io.rehost.injector.webhook.PodAdmission.Refusal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract section 6: what the mutating webhook answers. */
class PodAdmissionTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<String> skipped = new ArrayList<>();

  private JsonNode response(Refusal refusal, String pod, boolean dryRun) throws Exception {
    PodAdmission judge =
        TestReview.pods(refusal, (namespace, it, why) -> skipped.add(namespace + ": " + why));
    return TestReview.response(judge, TestReview.of("Pod", "CREATE", pod, dryRun));
  }

  private JsonNode response(String annotations) throws Exception {
    return response(Refusal.DENY, TestReview.pod(annotations), false);
  }

  @Test
  void thePatchTurnsThePodIntoTheInjectedOneAndOnlyAdds() throws Exception {
    JsonNode response = response(ASKS);
    JsonNode stored = TestReview.patched(TestReview.pod(ASKS), response);
    assertThat(stored.at("/spec/initContainers/0/name").asText()).isEqualTo("rehost");
    assertThat(stored.at("/spec/ofTomorrow")).isEqualTo(JSON.readTree("[null,{\"a\":1.50}]"));
    assertThat(TestReview.patch(response))
        .isNotEmpty()
        .allSatisfy(step -> assertThat(step.path("op").asText()).isEqualTo("add"));
  }

  @Test
  void aPodThatDoesNotAskIsLeftAsItIs() throws Exception {
    assertThat(response("").has("patch")).isFalse();
    assertThat(response("\"rehost.io/inject\":\"false\"").has("patch")).isFalse();
  }

  @Test
  void aPodThatCanNotHaveTheSidecarIsDeniedWithAllReasons() throws Exception {
    JsonNode response =
        response(
            "\"rehost.io/inject\":\"yes\",\"rehost.io/unmatched\":\"x\",\"rehost.io/capture\":\"y\"");
    assertThat(response.path("allowed").asBoolean()).isFalse();
    assertThat(response.at("/status/message").asText())
        .startsWith("rehost can't be injected: ")
        .contains("[rehost.io/inject]: \"yes\"", "[rehost.io/rules]: missing")
        .contains("[rehost.io/capture]: \"y\"", "[rehost.io/unmatched]: \"x\"");
    assertThat(skipped).isEmpty();
  }

  @Test
  void theNamespaceOfCapturedHostsIsThatOfTheRequest() throws Exception {
    String captures = ASKS + ",\"rehost.io/capture\":\"hosts\"";
    RulesLookup rules =
        (namespace, name) ->
            new RulesLookup.Found(
                """
                upstream: http://10.0.0.12
                rules:
                - {name: a, match: {hosts: [%s.test]}, host: go.test}
                """
                    .formatted(namespace + "-" + name),
                true);
    PodAdmission judge =
        new PodAdmission(TestReview.injector(rules), Refusal.DENY, (namespace, pod, why) -> {});
    String pod = TestReview.pod(captures);
    JsonNode response = TestReview.response(judge, TestReview.of("Pod", "CREATE", pod));
    assertThat(TestReview.patched(pod, response).at("/spec/hostAliases/0/hostnames/0").asText())
        .isEqualTo("shop-shop-rules.test");
  }

  @Test
  void capturedHostsThatAreNotThereAreADenialThatNamesTheConfigMap() throws Exception {
    JsonNode response = response(ASKS + ",\"rehost.io/capture\":\"hosts\"");
    assertThat(response.at("/status/message").asText())
        .contains("[rehost.io/rules]: \"shop-rules\"", "that is there already, in namespace shop");
  }

  @Test
  void withWarningsAskedForItIsAdmittedAsItIsAndTold() throws Exception {
    JsonNode response = response(Refusal.WARN, TestReview.pod(ASKS_IN_VAIN), false);
    assertThat(response.path("allowed").asBoolean()).isTrue();
    assertThat(response.has("patch")).isFalse();
    assertThat(response.path("warnings"))
        .hasSize(2)
        .allSatisfy(
            warning -> assertThat(warning.asText()).startsWith("rehost is not injected: metadata"));
    assertThat(skipped)
        .singleElement()
        .asString()
        .startsWith("shop: rehost is not injected: ")
        .contains("[rehost.io/inject]: \"yes\"", "[rehost.io/capture]: \"x\"");
  }

  @ParameterizedTest
  @EnumSource(Refusal.class)
  void aDryRunHasNoSideEffects(Refusal refusal) throws Exception {
    assertThat(response(refusal, TestReview.pod(ASKS_IN_VAIN), true).has("allowed")).isTrue();
    assertThat(skipped).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Pod UPDATE", "Pod DELETE", "Deployment CREATE"})
  void whatIsNoNewPodIsLeftAlone(String asked) throws Exception {
    String[] words = asked.split(" ", -1);
    String review = TestReview.of(words[0], words[1], TestReview.pod(ASKS));
    JsonNode response = TestReview.response(TestReview.pods(), review);
    assertThat(response.path("allowed").asBoolean()).isTrue();
    assertThat(response.has("patch")).isFalse();
  }

  @Test
  void thePatchOfAHugePodIsSmall() throws Exception {
    ObjectNode pod = (ObjectNode) JSON.readTree(TestReview.pod(ASKS));
    ((ObjectNode) pod.at("/metadata/annotations")).put("big", "x".repeat(3 << 20));
    JsonNode response = response(Refusal.DENY, pod.toString(), false);
    assertThat(response.path("patch").asText()).isNotEmpty().hasSizeLessThan(64 << 10);
  }
}

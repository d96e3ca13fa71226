package io.rehost.injector.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.zjsonpatch.JsonPatch;
import io.rehost.injector.Injector;
import io.rehost.injector.Resources;
import io.rehost.injector.RulesLookup;
import io.rehost.injector.SidecarDefaults;
import io.rehost.injector.SidecarImage;
import io.rehost.injector.Traces;
import io.rehost.injector.webhook.AdmissionReview.Answer;
import io.rehost.injector.webhook.AdmissionReview.Judge;
import io.rehost.injector.webhook.PodAdmission.Refusal;
import io.rehost.rule.Problem;
import java.io.IOException;
import java.util.Base64;
import java.util.List;

/** Reviews as the API server sends them, and what it makes of the answers. */
final class TestReview {
  static final String UID = "705ab4f5-6393-11e8-b7cc-42010a800002";
  static final String ASKS = "\"rehost.io/inject\":\"true\",\"rehost.io/rules\":\"shop-rules\"";

  /** It asks for the sidecar and can't have it, for two reasons. */
  static final String ASKS_IN_VAIN =
      "\"rehost.io/inject\":\"yes\",\"rehost.io/rules\":\"shop-rules\",\"rehost.io/capture\":\"x\"";

  private static final ObjectMapper JSON = new ObjectMapper();

  private TestReview() {}

  /** A judge of pods that denies, with ConfigMaps that aren't there. */
  static PodAdmission pods() {
    return pods(Refusal.DENY, (namespace, pod, why) -> {});
  }

  static PodAdmission pods(Refusal refusal, PodAdmission.SkipListener skips) {
    return new PodAdmission(
        injector((namespace, name) -> new RulesLookup.Absent()), refusal, skips);
  }

  /** An injector whose sidecars know one setting, {@code REHOST_UNMATCHED}. */
  static Injector injector(RulesLookup rules) {
    return new Injector(
        new SidecarDefaults(
            SidecarImage.of("rehost:1"),
            List.of(),
            null,
            new Resources(null, null, null, null),
            Traces.OFF,
            "1"),
        environment ->
            environment.getOrDefault("REHOST_UNMATCHED", "pass").equals("pass")
                ? List.of()
                : List.of(new Problem("REHOST_UNMATCHED", "x", "pass or reject", 0, 0)),
        rules);
  }

  /** With all that a real server sends along. */
  static String of(String kind, String operation, String object, boolean dryRun) {
    return """
        {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"%s",
         "kind":{"group":"","version":"v1","kind":"%s"},
         "resource":{"group":"","version":"v1","resource":"pods"},
         "requestKind":{"group":"","version":"v1","kind":"Pod"},
         "namespace":"shop","operation":"%s",
         "userInfo":{"username":"system:serviceaccount:kube-system:replicaset-controller"},
         "object":%s,"oldObject":null,"dryRun":%s,
         "options":{"kind":"CreateOptions","apiVersion":"meta.k8s.io/v1"}}}
        """
        .formatted(UID, kind, operation, object, dryRun);
  }

  static String of(String kind, String operation, String object) {
    return of(kind, operation, object, false);
  }

  /** A pod as the ReplicaSet of a Deployment makes it: without a name or namespace. */
  static String pod(String annotations) {
    return """
        {"kind":"Pod","apiVersion":"v1","metadata":{"generateName":"shop-6d8f-","annotations":{%s},
          "ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"shop-6d8f",
            "uid":"7c2a","controller":true,"blockOwnerDeletion":true}]},
         "spec":{"containers":[{"name":"app","image":"a"}],"ofTomorrow":[null,{"a":1.50}]}}
        """
        .formatted(annotations);
  }

  static Answer answer(byte[] body, Judge judge) {
    return AdmissionReview.answer(body, body.length, judge);
  }

  /** The {@code response} of a good answer, whose effect has come about. */
  static JsonNode response(Judge judge, String review) throws IOException {
    Answer answer = answer(review.getBytes(UTF_8), judge);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    requireNonNull(answer.verdict()).effect().run();
    return response(answer.body());
  }

  static JsonNode response(String body) throws IOException {
    JsonNode review = JSON.readTree(body);
    assertThat(review.path("apiVersion").asText()).isEqualTo("admission.k8s.io/v1");
    assertThat(review.path("kind").asText()).isEqualTo("AdmissionReview");
    assertThat(review.path("response").path("uid").asText()).isEqualTo(UID);
    return review.path("response");
  }

  /** What is stored then. */
  static ObjectNode patched(String object, JsonNode response) throws IOException {
    assertThat(response.path("allowed").asBoolean()).isTrue();
    ObjectNode before = (ObjectNode) JSON.readTree(object);
    return response.has("patch")
        ? (ObjectNode) JsonPatch.apply(patch(response), before.deepCopy())
        : before;
  }

  static JsonNode patch(JsonNode response) throws IOException {
    assertThat(response.path("patchType").asText()).isEqualTo("JSONPatch");
    return JSON.readTree(Base64.getDecoder().decode(response.path("patch").asText()));
  }
}

package io.rehost.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract section 6: what the API server is told to send, and where. */
class ChartWebhooksTest {
  private static JsonNode webhook(String values, String kind) {
    return Chart.render(values).one(kind, "rehost").at("/webhooks/0");
  }

  private static JsonNode mutating(String values) {
    return webhook(values, "MutatingWebhookConfiguration");
  }

  private static JsonNode validating(String values) {
    return webhook(values, "ValidatingWebhookConfiguration");
  }

  private static JsonNode yaml(String text) {
    return YamlText.document(text);
  }

  /** "The mutating webhook is sent only pods that ask (CREATE; matchConditions ...)". */
  @Test
  void onlyPodsThatAskAreSentToTheMutatingWebhook() {
    assertThat(mutating("").path("rules"))
        .isEqualTo(
            yaml(
                "[{apiGroups: [''], apiVersions: [v1], resources: [pods], operations: [CREATE],"
                    + " scope: Namespaced}]"));
    assertThat(mutating("").at("/matchConditions/0/expression").asText())
        .isEqualTo(
            "has(object.metadata.annotations) && 'rehost.io/inject' in object.metadata.annotations"
                + " && object.metadata.annotations['rehost.io/inject'] != 'false'");
    assertThat(mutating("").path("matchConditions")).hasSize(1);
  }

  /** "failurePolicy: Fail never holds up anyone else ... sideEffects: NoneOnDryRun". */
  @Test
  void aPodThatAsksNeverRunsWithoutTheSidecar() {
    JsonNode webhook = mutating("");
    assertThat(webhook.path("failurePolicy").asText()).isEqualTo("Fail");
    assertThat(webhook.path("sideEffects").asText()).isEqualTo("NoneOnDryRun");
    assertThat(webhook.path("reinvocationPolicy").asText()).isEqualTo("IfNeeded");
    assertThat(webhook.path("timeoutSeconds").asInt()).isEqualTo(10);
  }

  /** "System namespaces and its own are excluded." */
  @Test
  void systemNamespacesItsOwnAndThoseOfTheValuesAreExcluded() {
    assertThat(
            mutating("webhook: {excludedNamespaces: [build, kube-system]}")
                .at("/namespaceSelector/matchExpressions"))
        .isEqualTo(
            yaml(
                "[{key: kubernetes.io/metadata.name, operator: NotIn, values: [kube-system,"
                    + " kube-node-lease, kube-public, rehost-system, build]}]"));
  }

  /** "The validating webhook (label rehost.io/rules: "true")"; unlabelled ones are never sent. */
  @Test
  void onlyLabelledConfigMapsAreSentToTheValidatingWebhook() {
    JsonNode webhook = validating("");
    assertThat(webhook.path("rules"))
        .isEqualTo(
            yaml(
                "[{apiGroups: [''], apiVersions: [v1], resources: [configmaps], operations:"
                    + " [CREATE, UPDATE], scope: Namespaced}]"));
    assertThat(webhook.path("objectSelector"))
        .isEqualTo(yaml("matchLabels: {rehost.io/rules: 'true'}"));
    assertThat(webhook.path("sideEffects").asText()).isEqualTo("None");
    assertThat(webhook.has("namespaceSelector")).isFalse();
  }

  @Test
  void rulesCanBeEditedWhileNoInjectorRunsUnlessTheValuesSayOtherwise() {
    assertThat(validating("").path("failurePolicy").asText()).isEqualTo("Ignore");
    String strict = "webhook: {validation: {failurePolicy: Fail, timeoutSeconds: 3}}";
    assertThat(validating(strict).path("failurePolicy").asText()).isEqualTo("Fail");
    assertThat(validating(strict).path("timeoutSeconds").asInt()).isEqualTo(3);
    assertThat(mutating(strict).path("timeoutSeconds").asInt()).isEqualTo(10);
  }

  /** "GKE private clusters reach webhooks only on 443 and 10250: ... default 10250". */
  @ParameterizedTest
  @ValueSource(ints = {10_250, 8443})
  void theServiceLeadsToThePortThatTheInjectorListensOn(int port) {
    Rendered rendered = Chart.render("webhook: {port: " + port + "}");
    JsonNode container =
        rendered.one("Deployment", "rehost-injector").at("/spec/template/spec/containers/0");
    assertThat(container.at("/ports/0"))
        .isEqualTo(yaml("{name: webhook, containerPort: " + port + "}"));
    assertThat(Environment.of(container)).containsEntry("REHOST_WEBHOOK", "0.0.0.0:" + port);
    assertThat(rendered.one("Service", "rehost-webhook").at("/spec/ports/0"))
        .isEqualTo(yaml("{name: https, port: 443, targetPort: webhook, protocol: TCP}"));
    assertThat(List.of(mutating(""), validating("")))
        .extracting(webhook -> webhook.at("/clientConfig/service/path").asText())
        .containsExactly("/inject", "/validate");
  }

  /** The certificate's names are made of this, and the caBundles are kept by that name. */
  @Test
  void theInjectorIsToldTheNamesOfItsServiceAndConfigurations() {
    Rendered rendered = Chart.render("", "other", "elsewhere");
    JsonNode container =
        rendered.one("Deployment", "other-rehost-injector").at("/spec/template/spec/containers/0");
    assertThat(Environment.of(container))
        .containsEntry("REHOST_WEBHOOK_SERVICE", "other-rehost-webhook")
        .containsEntry("REHOST_WEBHOOK_CONFIGURATION", "other-rehost")
        .containsEntry("REHOST_WEBHOOK_SECRET", "other-rehost-webhook")
        .containsEntry("REHOST_LEASE", "other-rehost-injector")
        .containsEntry(
            "REHOST_WEBHOOK_SELECTOR",
            "app.kubernetes.io/name=rehost,app.kubernetes.io/instance=other,"
                + "app.kubernetes.io/component=injector");
    assertThat(rendered.one("MutatingWebhookConfiguration", "other-rehost").toString())
        .contains("\"other-rehost-webhook\"", "\"elsewhere\"");
    assertThat(rendered.one("ValidatingWebhookConfiguration", "other-rehost")).isNotEmpty();
    assertThat(rendered.one("Service", "other-rehost-webhook")).isNotEmpty();
  }
}

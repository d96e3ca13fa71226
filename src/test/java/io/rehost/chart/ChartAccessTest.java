package io.rehost.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract section 6: "least RBAC". The whole of what the injector may do, spelled out. */
class ChartAccessTest {
  private static JsonNode rules(Rendered rendered, String kind, String name) {
    return rendered.one(kind, name).path("rules");
  }

  @Test
  void theInjectorMayDoThisInTheClusterAndNoMore() {
    assertThat(rules(Chart.render(""), "ClusterRole", "rehost-injector"))
        .isEqualTo(
            YamlText.document(
                """
                - {apiGroups: [''], resources: [configmaps], verbs: [get, list, watch]}
                - apiGroups: [rbac.authorization.k8s.io]
                  resources: [roles, rolebindings]
                  verbs: [get, list, watch, create, update, delete]
                - {apiGroups: [''], resources: [events], verbs: [get, create, patch]}
                - {apiGroups: [''], resources: [pods], verbs: [list]}
                - apiGroups: [admissionregistration.k8s.io]
                  resources: [mutatingwebhookconfigurations, validatingwebhookconfigurations]
                  resourceNames: [rehost]
                  verbs: [get, watch, patch]
                """));
  }

  @Test
  void andThisInItsOwnNamespace() {
    assertThat(rules(Chart.render(""), "Role", "rehost-injector"))
        .isEqualTo(
            YamlText.document(
                """
                - apiGroups: [coordination.k8s.io]
                  resources: [leases]
                  resourceNames: [rehost-injector]
                  verbs: [get, update, patch]
                - {apiGroups: [coordination.k8s.io], resources: [leases], verbs: [create]}
                - apiGroups: ['']
                  resources: [secrets]
                  resourceNames: [rehost-webhook]
                  verbs: [get, watch, update]
                - {apiGroups: [''], resources: [secrets], verbs: [create]}
                """));
  }

  @Test
  void itTouchesNoSecretsWhereOthersMakeTheCertificate() {
    for (String source : List.of("cert-manager", "secret, secretName: given")) {
      Rendered rendered = Chart.render("webhook: {certificates: {source: " + source + "}}");
      Stream.of("Role", "ClusterRole")
          .forEach(
              kind ->
                  assertThat(rules(rendered, kind, "rehost-injector").toString())
                      .doesNotContain("secrets"));
    }
  }

  @Test
  void itLeavesTheCaBundleToCertManager() {
    Rendered rendered = Chart.render("webhook: {certificates: {source: cert-manager}}");
    assertThat(rules(rendered, "ClusterRole", "rehost-injector").toString())
        .doesNotContain("admissionregistration");
  }

  /** "Justified line by line in the chart." */
  @Test
  void everyRuleIsPrecededByItsReason() {
    List<String> lines = Chart.render("").text().lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.startsWith("- {apiGroups: ") && line.contains("verbs:")) {
        String before = lines.get(i - 1);
        boolean creates = line.endsWith("verbs: [create]}");
        assertThat(before)
            .as(line)
            .matches(text -> text.startsWith("# ") || (creates && text.contains("resourceNames")));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "escalate", "bind", "impersonate"})
  void nobodyGetsWhatAdministratorsHave(String word) {
    Rendered rendered =
        Chart.render("gateways: [{name: legacy, rules: [a]}]\nserviceMonitor: {enabled: true}");
    Stream.of("Role", "ClusterRole")
        .flatMap(kind -> rendered.all(kind).stream())
        .forEach(
            role -> assertThat(role.path("rules").toString()).doesNotContain('"' + word + '"'));
  }

  @Test
  void aGatewayMayReadItsOwnConfigMapsByName() {
    Rendered rendered = Chart.render("gateways: [{name: legacy, rules: [site, '1']}]");
    assertThat(rules(rendered, "Role", "rehost-gateway-legacy"))
        .isEqualTo(
            YamlText.document(
                "[{apiGroups: [''], resources: [configmaps], resourceNames: [site, '1'], verbs:"
                    + " [get, list, watch]}]"));
  }
}

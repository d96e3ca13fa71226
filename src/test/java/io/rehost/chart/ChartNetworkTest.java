package io.rehost.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/** NetworkPolicy, by a value. */
class ChartNetworkTest {
  private static JsonNode policy(String values) {
    return Chart.render("networkPolicy: {enabled: true" + values + "}")
        .one("NetworkPolicy", "rehost-injector")
        .path("spec");
  }

  @Test
  void neitherIsThereUnlessAskedFor() {
    Rendered rendered = Chart.render("");
    assertThat(rendered.has("NetworkPolicy")).isFalse();
    assertThat(rendered.has("ServiceMonitor")).isFalse();
  }

  @Test
  void theWebhookStaysOpenToTheApiServerWhoseAddressIsUnknown() {
    assertThat(policy(", managementFrom: [{podSelector: {}}]").at("/ingress/0"))
        .isEqualTo(YamlText.document("ports: [{port: webhook, protocol: TCP}]"));
  }

  @Test
  void healthAndMetricsAreForThePeersOfTheValuesAndHelmTest() {
    assertThat(policy("").at("/ingress/1"))
        .isEqualTo(YamlText.document("ports: [{port: management, protocol: TCP}]"));
    assertThat(policy(", managementFrom: [{ipBlock: {cidr: 10.0.0.0/8}}]").at("/ingress/1"))
        .isEqualTo(
            YamlText.document(
                """
                ports: [{port: management, protocol: TCP}]
                from:
                - ipBlock: {cidr: 10.0.0.0/8}
                - podSelector:
                    matchLabels:
                      app.kubernetes.io/name: rehost
                      app.kubernetes.io/instance: rehost
                      app.kubernetes.io/component: test
                """));
  }

  @Test
  void withEgressTheInjectorReachesTheApiServerDnsItsReplicasAndSidecars() {
    assertThat(policy("").has("egress")).isFalse();
    assertThat(policy("").path("policyTypes").toString()).isEqualTo("[\"Ingress\"]");
    JsonNode both = policy(", egress: {enabled: true, apiServerPorts: [6443]}");
    assertThat(both.path("policyTypes").toString()).isEqualTo("[\"Ingress\",\"Egress\"]");
    assertThat(both.path("egress"))
        .isEqualTo(
            YamlText.document(
                """
                - ports: [{port: 6443, protocol: TCP}]
                - ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]
                - to:
                  - podSelector:
                      matchLabels:
                        app.kubernetes.io/name: rehost
                        app.kubernetes.io/instance: rehost
                        app.kubernetes.io/component: injector
                  ports: [{port: webhook, protocol: TCP}]
                - to:
                  - namespaceSelector: {}
                    podSelector: {matchLabels: {rehost.io/injected: "true"}}
                  ports: [{port: 15081, protocol: TCP}]
                """));
  }
}

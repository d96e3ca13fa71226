package io.rehost.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Contract section 6: "runs the proxy alone as a Deployment + Service in front of a legacy IP". */
class ChartGatewayTest {
  private static final String TWO =
      """
      gateways:
      - {name: legacy, rules: [site, shared], upstream: "http://10.0.0.12"}
      - name: tls
        rules: [site]
        replicas: 3
        service: {type: LoadBalancer, port: 8080, annotations: {a/b: c}}
        tls: {secretName: cert, port: 8443}
        tlsSecrets: [ca]
        settings: {forwarded: both, timeout-idle: 2m}
      """;

  private final Rendered rendered = Chart.render(TWO);

  private JsonNode pod(String name) {
    return rendered.one("Deployment", "rehost-gateway-" + name).at("/spec/template/spec");
  }

  private Map<String, String> environment(String name) {
    return Environment.of(pod(name).at("/containers/0"));
  }

  @Test
  void itRunsTheProxyWithItsRulesAndOrigin() {
    assertThat(pod("legacy").at("/containers/0/args").toString()).isEqualTo("[\"proxy\"]");
    assertThat(environment("legacy"))
        .containsEntry("REHOST_LISTEN", "0.0.0.0:15080")
        .containsEntry("REHOST_MANAGEMENT", "0.0.0.0:15081")
        .containsEntry("REHOST_RULES_CONFIGMAPS", "site,shared")
        .containsEntry("REHOST_UPSTREAM", "http://10.0.0.12")
        .doesNotContainKey("REHOST_LISTEN_TLS");
  }

  /** Section 2: "the chart's gateways set `x-forwarded`". */
  @Test
  void itTellsTheOriginAboutTheClientUnlessItsSettingsSayOtherwise() {
    assertThat(environment("legacy")).containsEntry("REHOST_FORWARDED", "x-forwarded");
    assertThat(environment("tls"))
        .containsEntry("REHOST_FORWARDED", "both")
        .containsEntry("REHOST_TIMEOUT_IDLE", "2m");
  }

  @Test
  void itsServiceLeadsToIt() {
    assertThat(rendered.one("Service", "rehost-gateway-legacy").at("/spec/ports"))
        .isEqualTo(YamlText.document("[{name: http, port: 80, targetPort: http, protocol: TCP}]"));
    JsonNode service = rendered.one("Service", "rehost-gateway-tls");
    assertThat(service.at("/spec/type").asText()).isEqualTo("LoadBalancer");
    assertThat(service.at("/metadata/annotations")).isEqualTo(YamlText.document("a/b: c"));
    assertThat(service.at("/spec/ports"))
        .isEqualTo(
            YamlText.document(
                """
                - {name: http, port: 8080, targetPort: http, protocol: TCP}
                - {name: https, port: 8443, targetPort: https, protocol: TCP}
                """));
  }

  @Test
  void whatIsOpenToTheWorldShowsNoMetrics() {
    for (String name : new String[] {"legacy", "tls"}) {
      assertThat(rendered.one("Service", "rehost-gateway-" + name).toString())
          .doesNotContain("management");
      assertThat(
              rendered
                  .one("Service", "rehost-gateway-" + name + "-metrics")
                  .at("/spec/ports/0/targetPort")
                  .asText())
          .isEqualTo("management");
    }
  }

  @Test
  void aTlsListenerReadsItsSecret() {
    assertThat(environment("tls"))
        .containsEntry("REHOST_LISTEN_TLS", "0.0.0.0:15443")
        .containsEntry("REHOST_TLS_CERTIFICATE", "/etc/rehost/listener/tls.crt")
        .containsEntry("REHOST_TLS_KEY", "/etc/rehost/listener/tls.key");
    assertThat(pod("tls").path("volumes").toString())
        .contains("{\"name\":\"listener-tls\",\"secret\":{\"secretName\":\"cert\"}}");
  }

  /** "Rules ConfigMaps are also mounted (optional) as fallback." */
  @Test
  void rulesAndTlsFilesAreWhereASidecarHasThem() {
    assertThat(pod("legacy").at("/containers/0/volumeMounts").toString())
        .contains("\"/etc/rehost/rules/site\"", "\"/etc/rehost/rules/shared\"");
    assertThat(pod("legacy").path("volumes").toString())
        .contains("{\"name\":\"site\",\"optional\":true}");
    assertThat(pod("tls").at("/containers/0/volumeMounts").toString())
        .contains("\"/etc/rehost/tls/ca\"")
        .doesNotContain("subPath");
  }

  @Test
  void eachHasItsOwnAccountPodsAndBudget() {
    assertThat(pod("legacy").path("serviceAccountName").asText())
        .isEqualTo("rehost-gateway-legacy");
    assertThat(rendered.one("Deployment", "rehost-gateway-tls").at("/spec/replicas").asInt())
        .isEqualTo(3);
    assertThat(rendered.one("PodDisruptionBudget", "rehost-gateway-tls")).isNotEmpty();
    assertThat(References.broken(rendered)).isEmpty();
  }

  private static JsonNode gateway(String more) {
    return Chart.render("gateways: [{name: a, rules: [b], " + more + "}]")
        .one("Deployment", "rehost-gateway-a")
        .at("/spec/template/spec");
  }

  @Test
  void itsGracePeriodCoversDelayAndDrain() {
    assertThat(gateway("settings: {}").path("terminationGracePeriodSeconds").asInt()).isEqualTo(35);
    assertThat(
            gateway("settings: {drain-delay: 1500ms, timeout-drain: 2m}")
                .path("terminationGracePeriodSeconds")
                .asInt())
        .isEqualTo(2 + 120 + 5);
    assertThatThrownBy(() -> gateway("terminationGracePeriodSeconds: 29"))
        .hasMessageContaining(
            "gateways[0].terminationGracePeriodSeconds: 29 (expected: at least 30, which is"
                + " drain-delay 5s and timeout-drain 25s)");
  }

  /** A startup probe that never passes is a pod that never starts (node facts). */
  @Test
  void itsStartupProbeWaitsForAsLongAsItDoes() {
    assertThat(gateway("replicas: 1").at("/containers/0/startupProbe/failureThreshold").asInt())
        .isEqualTo(60);
    assertThat(
            gateway("settings: {start-wait: 2m}")
                .at("/containers/0/startupProbe/failureThreshold")
                .asInt())
        .isEqualTo(130);
  }

  @Test
  void twoOfOneNameAreRefused() {
    assertThatThrownBy(
            () -> Chart.render("gateways: [{name: a, rules: [b]}, {name: a, rules: [c]}]"))
        .hasMessageContaining(
            "gateways[1].name: \"a\" (expected: a name that no other gateway has)");
  }

  /** The longest name of all has 63 characters, which is what a Service may have. */
  @Test
  void theLongestNamesAreStillNames() {
    Rendered longest =
        Chart.render(
            "gateways: [{name: " + "g".repeat(20) + ", rules: [a]}]",
            "rehost-" + "r".repeat(46),
            "rehost-system");
    assertThat(longest.all("Service"))
        .extracting(Rendered::name)
        .allSatisfy(name -> assertThat(name).hasSizeLessThanOrEqualTo(63))
        .anySatisfy(name -> assertThat(name).hasSize(63));
  }
}

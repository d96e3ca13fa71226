package io.rehost.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Contract section 6: certificates of the webhooks, and that "the chart never renders caBundle".
 */
class ChartCertificatesTest {
  private static final String CERT_MANAGER = "webhook: {certificates: {source: cert-manager}}";

  private static JsonNode pod(Rendered rendered) {
    return rendered.one("Deployment", "rehost-injector").at("/spec/template/spec");
  }

  private static Map<String, String> environment(Rendered rendered) {
    return Environment.of(pod(rendered).at("/containers/0"));
  }

  @Test
  void byDefaultTheInjectorMakesThem() {
    Rendered rendered = Chart.render("");
    assertThat(environment(rendered))
        .containsEntry("REHOST_WEBHOOK_CERTIFICATES", "own")
        .containsEntry("REHOST_WEBHOOK_SECRET", "rehost-webhook")
        .doesNotContainKeys("REHOST_TLS_CERTIFICATE", "REHOST_WEBHOOK_CA");
    assertThat(rendered.has("Certificate")).isFalse();
    JsonNode secret = rendered.one("Secret", "rehost-webhook");
    assertThat(secret.has("data") || secret.has("type")).as("of the injector alone").isFalse();
  }

  @Test
  void aGivenSecretIsMountedAndItsCaKept() {
    Rendered rendered =
        Chart.render(
            "webhook: {certificates: {source: secret, secretName: given, caKey: root.pem}}");
    assertThat(environment(rendered))
        .containsEntry("REHOST_WEBHOOK_CERTIFICATES", "files")
        .containsEntry("REHOST_TLS_CERTIFICATE", "/etc/rehost/webhook/tls.crt")
        .containsEntry("REHOST_TLS_KEY", "/etc/rehost/webhook/tls.key")
        .containsEntry("REHOST_WEBHOOK_CA", "/etc/rehost/webhook/root.pem")
        .doesNotContainKey("REHOST_WEBHOOK_SECRET");
    assertThat(rendered.has("Secret")).isFalse();
    assertThat(pod(rendered).at("/volumes/1/secret/secretName").asText()).isEqualTo("given");
    assertThat(pod(rendered).at("/containers/0/volumeMounts/1/mountPath").asText())
        .isEqualTo("/etc/rehost/webhook");
  }

  @Test
  void withoutItsNameTheRefusalSaysWhichValueIsMissing() {
    assertThatThrownBy(() -> Chart.render("webhook: {certificates: {source: secret}}"))
        .hasMessageContaining(
            "webhook.certificates.secretName: missing (expected: the name of a kubernetes.io/tls"
                + " Secret, because source is \"secret\")");
  }

  @Test
  void certManagerIsAskedForACertificateOfTheServicesNames() {
    Rendered rendered = Chart.render(CERT_MANAGER);
    assertThat(rendered.one("Certificate", "rehost-webhook").path("spec"))
        .isEqualTo(
            YamlText.document(
                """
                secretName: rehost-webhook-tls
                dnsNames:
                - rehost-webhook.rehost-system.svc
                - rehost-webhook.rehost-system.svc.cluster.local
                usages: [digital signature, server auth]
                privateKey: {algorithm: ECDSA, size: 256, rotationPolicy: Always}
                issuerRef: {kind: Issuer, name: rehost-webhook-ca}
                """));
    assertThat(pod(rendered).at("/volumes/1/secret/secretName").asText())
        .isEqualTo("rehost-webhook-tls");
    assertThat(environment(rendered))
        .containsEntry("REHOST_WEBHOOK_CERTIFICATES", "files")
        .doesNotContainKey("REHOST_WEBHOOK_CA");
  }

  @Test
  void andForACaBetweenUnlessThereIsAnIssuer() {
    Rendered own = Chart.render(CERT_MANAGER);
    assertThat(own.one("Issuer", "rehost-webhook-ca").path("spec"))
        .isEqualTo(YamlText.document("ca: {secretName: rehost-webhook-ca}"));
    assertThat(own.one("Certificate", "rehost-webhook-ca").path("spec"))
        .isEqualTo(
            YamlText.document(
                """
                isCA: true
                commonName: rehost-webhook-ca
                secretName: rehost-webhook-ca
                duration: 87600h
                privateKey: {algorithm: ECDSA, size: 256}
                issuerRef: {kind: Issuer, name: rehost-webhook-selfsigned}
                """));
    assertThat(own.one("Issuer", "rehost-webhook-selfsigned").path("spec"))
        .isEqualTo(YamlText.document("selfSigned: {}"));
    Rendered given =
        Chart.render(
            "webhook: {certificates: {source: cert-manager, issuerRef: {name: corp, kind:"
                + " ClusterIssuer}}}");
    assertThat(given.has("Issuer")).isFalse();
    assertThat(given.one("Certificate", "rehost-webhook").at("/spec/issuerRef"))
        .isEqualTo(YamlText.document("{kind: ClusterIssuer, name: corp}"));
  }

  @Test
  void itsCaInjectorFindsBothConfigurations() {
    for (String kind : List.of("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration")) {
      assertThat(Chart.render(CERT_MANAGER).one(kind, "rehost").at("/metadata/annotations"))
          .isEqualTo(
              YamlText.document("cert-manager.io/inject-ca-from: rehost-system/rehost-webhook"));
      assertThat(Chart.render("").one(kind, "rehost").at("/metadata/annotations")).isEmpty();
    }
  }
}

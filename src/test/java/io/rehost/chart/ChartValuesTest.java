package io.rehost.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code values.schema.json}: a wrong value stops Helm, which says where and why. */
class ChartValuesTest {
  @Test
  void helmLintFindsNothing() {
    LintResult lint = new Helm(Chart.DIRECTORY).lint().strict().call();
    assertThat(lint.isFailed()).isFalse();
    assertThat(lint.getMessages()).noneMatch(message -> message.matches(".*(WARNING|ERROR).*"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "foo: 1 | additional properties 'foo' not allowed",
        "injector: {replica: 3} | at '/injector': additional properties 'replica' not allowed",
        "injector: {replicas: 0} | at '/injector/replicas': minimum: got 0, want 1",
        "injector: {replicas: '2'} | at '/injector/replicas': got string, want integer",
        "injector: {logLevel: loud} | '/injector/logLevel': value must be one of 'debug', 'info'",
        "injector: {drainTimeout: 25} | at '/injector/drainTimeout': got number, want string",
        "injector: {drainTimeout: 25 s} | '25 s' does not match pattern",
        "injector: {podLabels: {a: 1}} | at '/injector/podLabels/a': got number, want string",
        "injector: {tolerations: [{effects: x}]} | additional properties 'effects' not allowed",
        "image: {repository: ''} | at '/image/repository': '' does not match pattern",
        "image: {digest: sha256:1} | at '/image/digest': 'sha256:1' does not match pattern",
        "image: {pullPolicy: Sometimes} | value must be one of 'Always', 'IfNotPresent', 'Never'",
        "imagePullSecrets: [{name: a}] | at '/imagePullSecrets/0': got object, want string",
        "bindAddress: 127.0.0.1 | at '/bindAddress': value must be one of '0.0.0.0', '[::]'",
        "webhook: {port: 443} | at '/webhook/port': minimum: got 443, want 1,024",
        "webhook: {port: 15081} | at '/webhook/port': 'not' failed",
        "webhook: {refusal: allow} | at '/webhook/refusal': value must be one of 'deny', 'warn'",
        "webhook: {timeoutSeconds: 31} | at '/webhook/timeoutSeconds': maximum: got 31, want 30",
        "webhook: {excludedNamespaces: [A]} | at '/webhook/excludedNamespaces/0': 'A' does not",
        "webhook: {failurePolicy: Ignore} | additional properties 'failurePolicy' not allowed",
        "webhook: {validation: {failurePolicy: fail}} | value must be one of 'Ignore', 'Fail'",
        "webhook: {certificates: {source: other}} | one of 'own', 'cert-manager', 'secret'",
        "webhook: {certificates: {issuerRef: {kind: Issuer}}} | properties 'name' required",
        "webhook: {certificates: {caBundle: x}} | additional properties 'caBundle' not allowed",
        "sidecar: {upstream: 10.0.0.12} | '10.0.0.12' does not match pattern",
        "sidecar: {upstream: 'http://10.0.0.12/path'} | at '/sidecar/upstream'",
        "sidecar: {rules: site} | at '/sidecar/rules': got string, want array",
        "sidecar: {resources: {limits: {cpu: 1}}} | '/sidecar/resources/limits/cpu': got number",
        "sidecar: {resources: {limits: {memory: ''}}} | at '/sidecar/resources/limits/memory'",
        "gateways: [{name: a}] | at '/gateways/0': missing property 'rules'",
        "gateways: [{rules: [a]}] | at '/gateways/0': missing property 'name'",
        "gateways: [{name: a, rules: []}] | at '/gateways/0/rules': minItems: got 0, want 1",
        "gateways: [{name: A, rules: [a]}] | at '/gateways/0/name': 'A' does not match",
        "`gateways: [{name: a, rules: [a], settings: {listen: x}}]` | at '/gateways/0/settings': additional properties 'listen'",
        "`gateways: [{name: a, rules: [a], service: {type: ExternalName}}]` | one of 'ClusterIP'",
        "`gateways: [{name: a, rules: [a], tls: {port: 1}}]` | missing property 'secretName'",
        "`gateways: [{name: a, rules: [a], settings: {start-wait: '60'}}]` | '60' does not match",
        "otel: {OTEL_TRACES: x} | at '/otel': additional properties 'OTEL_TRACES' not allowed",
        "otel: {REHOST_UPSTREAM: x} | '/otel': additional properties 'REHOST_UPSTREAM' not allowed",
        "otel: {OTEL_EXPORTER_OTLP_ENDPOINT: 'c:4318'} | 'c:4318' does not match pattern",
        "otel: {OTEL_EXPORTER_OTLP_PROTOCOL: grpc} | value must be one of '', 'http/protobuf'",
        "otel: {OTEL_EXPORTER_OTLP_TIMEOUT: 5} | '/otel/OTEL_EXPORTER_OTLP_TIMEOUT': got number",
        "otel: {OTEL_BSP_SCHEDULE_DELAY: 5s} | '/otel/OTEL_BSP_SCHEDULE_DELAY': '5s' does not",
        "otel: {OTEL_TRACES_SAMPLER: some} | value must be one of '', 'always_on', 'always_off'",
        "otel: {OTEL_TRACES_SAMPLER_ARG: '1.5'} | '1.5' does not match pattern",
        "otel: {OTEL_RESOURCE_ATTRIBUTES: shop} | 'shop' does not match pattern",
        "otel: {OTEL_SERVICE_NAME: shop} | otel.OTEL_EXPORTER_OTLP_ENDPOINT: missing (expected: a",
        "`gateways: [{name: a, rules: [a], otel: {LD_PRELOAD: x}}]` | at '/gateways/0/otel': additional properties 'LD_PRELOAD' not allowed",
        "`gateways: [{name: a, rules: [a], otel: {OTEL_SERVICE_NAME: x}}]` | gateways[0].otel.OTEL_EXPORTER_OTLP_ENDPOINT: missing (expected: a URL",
        "runAsUser: 0 | at '/runAsUser': minimum: got 0, want 1",
        "networkPolicy: {enabled: yes please} | at '/networkPolicy/enabled': got string",
        "networkPolicy: {managementFrom: [{pods: {}}]} | additional properties 'pods' not allowed",
        "networkPolicy: {egress: {apiServerPorts: [0]}} | minimum: got 0, want 1",
        "serviceMonitor: {interval: often} | at '/serviceMonitor/interval': 'often' does not",
        "fullnameOverride: Rehost | at '/fullnameOverride': 'Rehost' does not match pattern",
      })
  void aWrongValueIsRefusedWithItsPlaceAndReason(String values, String reason) {
    assertThatThrownBy(() -> Chart.render(values))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void itCanBeAPartOfAnotherChart() {
    assertThat(Chart.render("global: {anything: 1}").objects()).isNotEmpty();
  }
}

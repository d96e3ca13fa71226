package io.rehost.cli.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.cli.settings.InjectorSettings.Accepted;
import io.rehost.cli.settings.InjectorSettings.Rejected;
import io.rehost.cli.settings.ReportSettings.LogLevel;
import io.rehost.injector.SidecarImage;
import io.rehost.injector.webhook.PodAdmission.Refusal;
import io.rehost.rule.Problem;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The settings of mode injector: their defaults, and all problems at once. */
class InjectorSettingsTest {

  private static InjectorSettings.Result parse(Map<String, String> texts) {
    Map<String, String> all = new HashMap<>(Map.of("HOSTNAME", "rehost-injector-0"));
    all.putAll(texts);
    return InjectorSettings.parse(all, "1.0");
  }

  private static Accepted accepted(Map<String, String> texts) {
    return switch (parse(texts)) {
      case Accepted accepted -> accepted;
      case Rejected(List<Problem> problems) -> throw new AssertionError(problems.toString());
    };
  }

  private static List<String> problems(Map<String, String> texts) {
    return switch (parse(texts)) {
      case Accepted accepted -> throw new AssertionError(accepted.toString());
      case Rejected(List<Problem> problems) -> problems.stream().map(Problem::toString).toList();
    };
  }

  private static InetSocketAddress address(String ip, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(ip), port);
  }

  @Test
  void everyDefaultIsAsDocumented() {
    InjectorSettings settings = accepted(Map.of()).settings();
    assertThat(settings.refusal()).isEqualTo(Refusal.DENY);
    assertThat(settings.webhook()).isEqualTo(address("0.0.0.0", 10_250));
    assertThat(settings.certificates())
        .isEqualTo(
            new WebhookCertificates.Own(
                "rehost-webhook",
                "rehost-webhook",
                "app.kubernetes.io/name=rehost,app.kubernetes.io/component=injector",
                Duration.ofMinutes(5)));
    assertThat(settings.configuration()).isEqualTo("rehost");
    assertThat(settings.lease()).isEqualTo("rehost-injector");
    assertThat(settings.namespace()).isEmpty();
    assertThat(settings.podName()).isEqualTo("rehost-injector-0");
    assertThat(settings.management()).isEqualTo(address("0.0.0.0", 15_081));
    assertThat(settings.console()).contains(address("127.0.0.1", 15_082));
    assertThat(settings.logLevel()).isEqualTo(LogLevel.INFO);
    assertThat(settings.drain()).isEqualTo(Duration.ofSeconds(25));
    assertThat(settings.drainDelay()).isEqualTo(Duration.ofSeconds(5));
    assertThat(settings.sidecar().image()).isEqualTo(SidecarImage.of("rehost:1.0"));
    assertThat(accepted(Map.of()).warnings()).isEmpty();
  }

  @Test
  void filesAreTakenWithOrWithoutACa() {
    Map<String, String> texts =
        Map.of(
            "REHOST_WEBHOOK_CERTIFICATES", "files",
            "REHOST_TLS_CERTIFICATE", "/tls/tls.crt",
            "REHOST_TLS_KEY", "/tls/tls.key");
    Path certificate = Path.of("/tls/tls.crt");
    Path key = Path.of("/tls/tls.key");
    assertThat(accepted(texts).settings().certificates())
        .isEqualTo(new WebhookCertificates.Files(certificate, key, Optional.empty()));
    Map<String, String> trusting = new HashMap<>(texts);
    trusting.put("REHOST_WEBHOOK_CA", "/tls/ca.crt");
    assertThat(accepted(trusting).settings().certificates())
        .isEqualTo(
            new WebhookCertificates.Files(certificate, key, Optional.of(Path.of("/tls/ca.crt"))));
  }

  @Test
  void filesThatAreNotNamedAreAProblemEach() {
    assertThat(problems(Map.of("REHOST_WEBHOOK_CERTIFICATES", "files")))
        .containsExactly(
            "REHOST_TLS_CERTIFICATE: missing (expected: a PEM file's path, because"
                + " REHOST_WEBHOOK_CERTIFICATES is files)",
            "REHOST_TLS_KEY: missing (expected: a PEM file's path, because"
                + " REHOST_WEBHOOK_CERTIFICATES is files)");
  }

  @Test
  void filesBesideOwnCertificatesAreSaidToHaveNoEffect() {
    assertThat(accepted(Map.of("REHOST_TLS_KEY", "k", "REHOST_WEBHOOK_CA", "c")).warnings())
        .containsExactly(
            "REHOST_TLS_KEY: has no effect without REHOST_WEBHOOK_CERTIFICATES=files",
            "REHOST_WEBHOOK_CA: has no effect without REHOST_WEBHOOK_CERTIFICATES=files");
  }

  @Test
  void slipsOfThePenAreWarningsAndWhatKubernetesSetsForServicesIsNone() {
    assertThat(
            accepted(
                    Map.of(
                        "REHOST_WEBHOOKS", "0.0.0.0:1",
                        "REHOST_WEBHOOK_SERVICE_HOST", "10.0.0.1",
                        "REHOST_WEBHOOK_SERVICE_PORT", "443",
                        "REHOST_WEBHOOK_PORT", "tcp://10.0.0.1:443",
                        "REHOST_WEBHOOK_PORT_443_TCP_ADDR", "10.0.0.1"))
                .warnings())
        .containsExactly(
            "REHOST_WEBHOOKS: unknown, so it has no effect (expected: perhaps REHOST_WEBHOOK)");
  }

  @Test
  void thePodNameIsTheHostNameUnlessGiven() {
    assertThat(accepted(Map.of("REHOST_POD_NAME", "p-1")).settings().podName()).isEqualTo("p-1");
    assertThat(accepted(Map.of("REHOST_POD_NAME", "p-1", "HOSTNAME", "My_PC")).settings().podName())
        .isEqualTo("p-1");
    assertThat(problems(Map.of("HOSTNAME", "My_PC")))
        .containsExactly(
            "REHOST_POD_NAME: missing (expected: the name of this pod, as HOSTNAME does not say"
                + " it)");
  }

  @Test
  void twoListenersOnOnePortAreAProblem() {
    assertThat(problems(Map.of("REHOST_MANAGEMENT", "127.0.0.1:10250")))
        .containsExactly(
            "REHOST_MANAGEMENT: \"127.0.0.1:10250\" (expected: a port that REHOST_WEBHOOK does not"
                + " take)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "REHOST_INJECT_REFUSAL | ignore | deny, warn",
        "REHOST_INJECT_IMAGE | A b | a container image",
        "REHOST_INJECT_IMAGE_PULL_POLICY | never | Always, IfNotPresent or Never",
        "REHOST_INJECT_USER | 0 | a user id from 1 to 4294967294, or none",
        "REHOST_INJECT_USER | 4294967295 | a user id from 1 to 4294967294, or none",
        "REHOST_INJECT_RULES | Shop_Rules | the name of a Kubernetes object",
        "REHOST_INJECT_UPSTREAM | 10.0.0.1 | http://IP[:port]",
        "REHOST_INJECT_MEMORY_LIMIT | much | a Kubernetes quantity above zero",
        "REHOST_WEBHOOK | 10250 | an address such as 0.0.0.0:15080",
        "REHOST_WEBHOOK_CERTIFICATES | secret | own, files",
        "REHOST_WEBHOOK_SECRET | A | the name of a Kubernetes object",
        "REHOST_WEBHOOK_SERVICE | a.b | the name of a Kubernetes Service",
        "REHOST_WEBHOOK_SELECTOR | rehost | labels such as app=rehost",
        "REHOST_WEBHOOK_SETTLE | 0s | a duration such as 500ms, 2s or 5m, above zero",
        "REHOST_WEBHOOK_CONFIGURATION | A | the name of a Kubernetes object",
        "REHOST_LEASE | a/b | the name of a Kubernetes object",
        "REHOST_NAMESPACE | a.b | the name of a Kubernetes namespace",
        "REHOST_POD_NAME | A | the name of a Kubernetes object",
        "REHOST_MANAGEMENT | off | an address such as 0.0.0.0:15080",
        "REHOST_CONSOLE | no | an address such as 127.0.0.1:15082, or off",
        "REHOST_LOG_LEVEL | verbose | error, warn, info, debug, trace",
        "REHOST_TIMEOUT_DRAIN | -1s | a duration such as 500ms",
        "REHOST_DRAIN_DELAY | 5 | a duration such as 500ms"
      })
  void aWrongValueIsNamedWithWhatIsAccepted(String key, String text, String expected) {
    assertThat(problems(Map.of(key, text)))
        .singleElement()
        .asString()
        .startsWith(key + ": \"" + text + "\" (expected: ")
        .contains(expected);
  }

  @Test
  void allProblemsComeAtOnce() {
    assertThat(
            problems(
                Map.of("REHOST_LEASE", "A", "REHOST_INJECT_RULES", "B,c,D", "REHOST_WEBHOOK", "x")))
        .hasSize(4);
  }
}

package io.rehost.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The check of {@code restricted} finds what the standard names. */
class PodSecurityTest {
  private static final String CONTAINER =
      "{name: app, securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}}";
  private static final String POD =
      """
      securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
      volumes: [{name: tmp, emptyDir: {}}]
      initContainers: []
      containers: [%s]
      """
          .formatted(CONTAINER);

  private static List<String> violations(String pod) {
    return PodSecurity.violations(YamlText.document(pod));
  }

  @Test
  void aPodThatMeetsTheStandardHasNoViolations() {
    assertThat(violations(POD)).isEmpty();
  }

  @Test
  void aContainersOwnWordsCountWhereThePodHasNone() {
    String context = "securityContext: {runAsNonRoot: true, seccompProfile: {type: Localhost}, ";
    String own = CONTAINER.replace("securityContext: {", context);
    assertThat(violations("containers: [" + own + "]")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "allowPrivilegeEscalation: false | allowPrivilegeEscalation: true | app does not say allow",
        "allowPrivilegeEscalation: false, | `` | app does not say allowPrivilegeEscalation: false",
        "drop: [ALL] | drop: [NET_RAW] | app does not drop ALL capabilities",
        "drop: [ALL] | `drop: [ALL], add: [SYS_ADMIN]` | app adds capabilities",
        "runAsNonRoot: true | runAsNonRoot: false | app may run as root",
        "runAsNonRoot: true | `runAsNonRoot: true, runAsUser: 0` | pod has runAsUser: 0",
        "`, seccompProfile: {type: RuntimeDefault}` | `` | app has no seccompProfile",
        "type: RuntimeDefault | type: Unconfined | seccompProfile",
        "emptyDir: {} | hostPath: {path: /} | volume tmp is a hostPath",
        "initContainers: [] | hostNetwork: true | hostNetwork",
        "initContainers: [] | `initContainers: [{name: init}]` | init does not drop",
        "`{name: app,` | `{name: app, ports: [{hostPort: 80}],` | app has a hostPort",
        "`{name: app,` | `{name: app, startupProbe: {httpGet: {host: x}},` | app has /startup",
        "`securityContext: {runAs` | `securityContext: {sysctls: [{name: kernel.msgmax}], runAs` | sysctl",
        "`{allow` | `{privileged: true, allow` | app is privileged",
        "`{allow` | `{procMount: Unmasked, allow` | app has procMount Unmasked",
        "`{allow` | `{seLinuxOptions: {user: u}, allow` | app sets an SELinux",
        "`{allow` | `{appArmorProfile: {type: Unconfined}, allow` | app has no AppArmor",
      })
  void eachDepartureIsFound(String good, String bad, String violation) {
    assertThat(POD).contains(good);
    assertThat(violations(POD.replace(good, bad)))
        .anySatisfy(found -> assertThat(found).contains(violation));
  }
}

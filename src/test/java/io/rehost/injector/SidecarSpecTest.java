package io.rehost.injector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HostAlias;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What the sidecar is, against contract section 6 sentence by sentence. */
class SidecarSpecTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String RULES =
      """
      upstream: http://10.0.0.12
      rules:
      - name: b1
        match: {hosts: [b1.example.com]}
        host: go.test
      """;

  private final Injector injector =
      new Injector(
          new SidecarDefaults(
              SidecarImage.of("rehost:1"),
              List.of(),
              null,
              new Resources("50m", null, "64Mi", null),
              Traces.OFF,
              "1"),
          environment -> List.of(),
          (namespace, name) ->
              name.equals("r1") ? new RulesLookup.Found(RULES, true) : new RulesLookup.Absent());

  private static ObjectNode pod(String... annotations) throws Exception {
    ObjectNode pod =
        (ObjectNode)
            JSON.readTree(
                """
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{
                 "initContainers":[{"name":"migrate","image":"m"}],
                 "containers":[{"name":"app","image":"a"}]}}
                """);
    ObjectNode into = ((ObjectNode) pod.get("metadata")).putObject("annotations");
    into.put("rehost.io/inject", "true").put("rehost.io/rules", "r1,r2");
    for (int i = 0; i < annotations.length; i += 2) {
      into.put(annotations[i], annotations[i + 1]);
    }
    return pod;
  }

  @Test
  void aPlatformThatGivesUsersIsLeftTheChoice() throws Exception {
    ObjectNode pod = pod();
    var decision = (InjectionDecision.Inject) injector.decide("ns", pod);
    SidecarSpec of = decision.sidecar();
    SidecarSpec free =
        new SidecarSpec(
            new SidecarImage("rehost:1", null, null),
            of.environment(),
            of.traces(),
            of.rules(),
            of.tlsSecrets(),
            of.resources(),
            of.aliases(),
            of.capturePorts(),
            of.freesLowPorts(),
            of.version());

    SecurityContext context =
        sidecar(JSON.treeToValue(PodEdit.inject(pod, free), Pod.class)).getSecurityContext();

    assertThat(context.getRunAsUser()).isNull();
    assertThat(context.getRunAsGroup()).isNull();
    assertThat(context.getRunAsNonRoot()).isTrue();
  }

  private Pod injected(String... annotations) throws Exception {
    ObjectNode before = pod(annotations);
    var decision = injector.decide("ns", before);
    assertThat(decision).isInstanceOf(InjectionDecision.Inject.class);
    SidecarSpec sidecar = ((InjectionDecision.Inject) decision).sidecar();
    return JSON.treeToValue(PodEdit.inject(before, sidecar), Pod.class);
  }

  private static Container sidecar(Pod pod) {
    return pod.getSpec().getInitContainers().getFirst();
  }

  private static Map<String, String> environment(Pod pod) {
    return sidecar(pod).getEnv().stream()
        .collect(java.util.stream.Collectors.toMap(EnvVar::getName, EnvVar::getValue));
  }

  @Test
  void theSidecarIsNativeAndFirstInTheList() throws Exception {
    Pod pod = injected();
    assertThat(pod.getSpec().getInitContainers())
        .extracting(Container::getName)
        .containsExactly("rehost", "migrate");
    assertThat(sidecar(pod).getRestartPolicy()).isEqualTo("Always");
    assertThat(sidecar(pod).getArgs()).containsExactly("proxy");
  }

  @Test
  void theThreeProbesAskTheManagementPortOfThePodsAddress() throws Exception {
    Container sidecar = sidecar(injected());
    assertProbe(sidecar.getStartupProbe(), "/health/started");
    assertThat(sidecar.getStartupProbe().getPeriodSeconds()).isEqualTo(1);
    assertThat(sidecar.getStartupProbe().getFailureThreshold()).isEqualTo(60);
    assertProbe(sidecar.getReadinessProbe(), "/health/ready");
    assertProbe(sidecar.getLivenessProbe(), "/health/live");
  }

  private static void assertProbe(Probe probe, String path) {
    assertThat(probe.getHttpGet().getPath()).isEqualTo(path);
    assertThat(probe.getHttpGet().getPort().getIntVal()).isEqualTo(15_081);
    assertThat(probe.getHttpGet().getHost()).isNull();
  }

  @Test
  void itHasNoPreStop() throws Exception {
    assertThat(sidecar(injected()).getLifecycle()).isNull();
  }

  @Test
  void itPassesPodSecurityRestrictedWithAReadOnlyRoot() throws Exception {
    SecurityContext context = sidecar(injected()).getSecurityContext();
    assertThat(context.getRunAsNonRoot()).isTrue();
    assertThat(context.getRunAsUser()).isPositive();
    assertThat(context.getReadOnlyRootFilesystem()).isTrue();
    assertThat(context.getAllowPrivilegeEscalation()).isFalse();
    assertThat(context.getCapabilities().getDrop()).containsExactly("ALL");
    assertThat(context.getCapabilities().getAdd()).isEmpty();
    assertThat(context.getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
  }

  @Test
  void itListensOnLoopbackOnly() throws Exception {
    assertThat(environment(injected()))
        .containsEntry("REHOST_LISTEN", "127.0.0.1:15080,[::1]:15080")
        .containsEntry("REHOST_RULES_CONFIGMAPS", "r1,r2")
        .doesNotContainKey("REHOST_LISTEN_TLS");
  }

  @Test
  void itsTokenIsAProjectedVolumeOfItsOwn() throws Exception {
    Pod pod = injected();
    VolumeMount mount =
        sidecar(pod).getVolumeMounts().stream()
            .filter(m -> m.getMountPath().equals("/var/run/secrets/kubernetes.io/serviceaccount"))
            .findFirst()
            .orElseThrow();
    var sources = volume(pod, mount.getName()).getProjected().getSources();
    assertThat(sources.get(0).getServiceAccountToken().getPath()).isEqualTo("token");
    assertThat(sources.get(1).getConfigMap().getName()).isEqualTo("kube-root-ca.crt");
    assertThat(sources.get(2).getDownwardAPI().getItems().getFirst().getPath())
        .isEqualTo("namespace");
    assertThat(mount.getReadOnly()).isTrue();
  }

  @Test
  void rulesConfigMapsAreMountedAsFallbackAndNeedNotBeThere() throws Exception {
    Pod pod = injected();
    for (String name : List.of("r1", "r2")) {
      VolumeMount mount =
          sidecar(pod).getVolumeMounts().stream()
              .filter(m -> m.getMountPath().equals("/etc/rehost/rules/" + name))
              .findFirst()
              .orElseThrow();
      assertThat(mount.getSubPath()).isNull(); // which would never be updated
      assertThat(volume(pod, mount.getName()).getConfigMap().getName()).isEqualTo(name);
      assertThat(volume(pod, mount.getName()).getConfigMap().getOptional()).isTrue();
    }
  }

  private static Volume volume(Pod pod, String name) {
    return pod.getSpec().getVolumes().stream()
        .filter(volume -> volume.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void tlsSecretsAreMountedEachAtItsName() throws Exception {
    Pod pod = injected("rehost.io/tls-secrets", "ca,client");
    assertThat(sidecar(pod).getVolumeMounts())
        .extracting(VolumeMount::getMountPath)
        .contains("/etc/rehost/tls/ca", "/etc/rehost/tls/client");
  }

  @Test
  void injectedPodsGetTheLabelAndAStatusInJson() throws Exception {
    Pod pod = injected();
    assertThat(pod.getMetadata().getLabels()).containsEntry("rehost.io/injected", "true");
    JsonNode status = JSON.readTree(pod.getMetadata().getAnnotations().get("rehost.io/status"));
    assertThat(status.path("version").asText()).isEqualTo("1");
  }

  @Test
  void capturedHostsAreAliasesForBothLoopbacksAndLowPortsAreOpened() throws Exception {
    Pod pod = injected("rehost.io/rules", "r1", "rehost.io/capture", "hosts");
    assertThat(pod.getSpec().getHostAliases())
        .extracting(HostAlias::getIp)
        .containsExactly("127.0.0.1", "::1");
    assertThat(pod.getSpec().getHostAliases())
        .allSatisfy(alias -> assertThat(alias.getHostnames()).containsExactly("b1.example.com"));
    assertThat(pod.getSpec().getSecurityContext().getSysctls().getFirst())
        .satisfies(sysctl -> assertThat(sysctl.getName()).isEqualTo(PodCheck.LOW_PORTS_SYSCTL))
        .satisfies(sysctl -> assertThat(sysctl.getValue()).isEqualTo("0"));
    assertThat(environment(pod))
        .containsEntry("REHOST_LISTEN", "127.0.0.1:15080,[::1]:15080,127.0.0.1:80,[::1]:80");
  }

  @Test
  void everySettingOfTheTableCanBeSetAndNoOther() throws Exception {
    for (var setting : Annotations.SETTINGS.entrySet()) {
      assertThat(environment(injected("rehost.io/set." + setting.getKey(), "v")))
          .containsEntry(setting.getValue(), "v");
    }
    Set<String> never = new TreeSet<>(Set.of("listen", "management", "console", "rules-file"));
    assertThat(Annotations.SETTINGS).doesNotContainKeys(never.toArray(String[]::new));
  }

  @Test
  void nothingElseOfThePodChanges() throws Exception {
    ObjectNode before = pod();
    var sidecar = ((InjectionDecision.Inject) injector.decide("ns", before)).sidecar();
    ObjectNode after = PodEdit.inject(before, sidecar);
    ObjectNode spec = (ObjectNode) after.get("spec");
    ((com.fasterxml.jackson.databind.node.ArrayNode) spec.get("initContainers")).remove(0);
    spec.remove("volumes");
    ((ObjectNode) after.get("metadata")).remove("labels");
    ((ObjectNode) after.at("/metadata/annotations")).remove("rehost.io/status");
    assertThat(after).isEqualTo(pod());
  }
}

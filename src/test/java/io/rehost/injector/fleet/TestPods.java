package io.rehost.injector.fleet;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.rehost.injector.PodEdit;
import io.rehost.injector.Resources;
import io.rehost.injector.SidecarImage;
import io.rehost.injector.SidecarSpec;
import io.rehost.injector.Traces;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Pods as the injector makes them, and ConfigMaps. */
final class TestPods {
  private static final ObjectMapper JSON = new ObjectMapper();

  private TestPods() {}

  static Pod pod(String name, @Nullable String ip, String... rules) {
    return pod(name, ip, List.of(), rules);
  }

  /** One that captures hosts, if there are aliases. */
  static Pod pod(String name, @Nullable String ip, List<String> aliases, String... rules) {
    return pod(name, ip, aliases, Map.of(), rules);
  }

  static Pod pod(
      String name,
      @Nullable String ip,
      List<String> aliases,
      Map<String, String> more,
      String... rules) {
    Pod plain =
        new PodBuilder()
            .withNewMetadata()
            .withName(name)
            .withNamespace("shop")
            .endMetadata()
            .withNewSpec()
            .addNewContainer()
            .withName("app")
            .endContainer()
            .endSpec()
            .withNewStatus()
            .withPhase("Running")
            .withPodIP(ip)
            .endStatus()
            .build();
    Map<String, String> environment = new HashMap<>(more);
    environment.put("REHOST_RULES_CONFIGMAPS", String.join(",", rules));
    SidecarSpec sidecar =
        new SidecarSpec(
            SidecarImage.of("rehost:1"),
            environment,
            Traces.OFF,
            List.of(rules),
            List.of(),
            new Resources(null, null, null, null),
            aliases,
            aliases.isEmpty() ? List.of() : List.of(80),
            false,
            "1");
    ObjectNode edited = PodEdit.inject(JSON.valueToTree(plain), sidecar);
    return JSON.convertValue(edited, Pod.class);
  }

  static ConfigMap configMap(String name, String text) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("shop")
        .withResourceVersion("7")
        .addToLabels("rehost.io/rules", "true")
        .endMetadata()
        .addToData("rules.yaml", text)
        .build();
  }

  /** A document with one rule for a host. */
  static String rules(String name, String host) {
    return """
        upstream: http://10.0.0.12
        rules:
        - name: %s
          match: {hosts: [%s]}
          host: origin.test
        """
        .formatted(name, host);
  }

  /** The metrics of a sidecar, among others. */
  static String metrics(String hash) {
    return """
        # HELP rehost_rules_info The hash of the rules in force
        # TYPE rehost_rules_info gauge
        rehost_rules_info{hash="%s",} 1.0
        # TYPE rehost_rules_rejected_total counter
        rehost_rules_rejected_total 2.0
        # TYPE rehost_rules_watch_connected gauge
        rehost_rules_watch_connected 1.0
        """
        .formatted(hash);
  }
}

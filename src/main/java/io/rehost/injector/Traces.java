package io.rehost.injector;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Whether sidecars trace, and where to: variables of OpenTelemetry's specification, which the
 * sidecar reads by itself. They are texts in the pod's spec, for all to read who may read pods.
 *
 * @param variables by name, such as {@code OTEL_EXPORTER_OTLP_ENDPOINT}; empty for no traces
 */
public record Traces(Map<String, String> variables) {
  /** Sidecars don't trace. */
  public static final Traces OFF = new Traces(Map.of());

  private static final String ATTRIBUTES = "OTEL_RESOURCE_ATTRIBUTES";
  private static final String POD = ATTRIBUTES + "_POD_NAME";
  private static final String NAMESPACE = ATTRIBUTES + "_NAMESPACE";

  /** The kubelet puts the pod's names in, which the injector may not know. */
  private static final String OF_THE_POD =
      "k8s.pod.name=$(" + POD + "),k8s.namespace.name=$(" + NAMESPACE + ")";

  public Traces {
    variables = Collections.unmodifiableMap(new TreeMap<>(variables));
  }

  /**
   * What the container gets. Attributes that were chosen come after those of the pod, because the
   * last of a name counts; what others refer to comes first, because the kubelet asks for that.
   */
  List<EnvVar> environment() {
    if (variables.isEmpty()) {
      return List.of();
    }
    Map<String, String> texts = new TreeMap<>(variables);
    texts.merge(ATTRIBUTES, OF_THE_POD, (chosen, ofThePod) -> ofThePod + "," + chosen);
    return Stream.concat(
            Stream.of(ofThePod(POD, "metadata.name"), ofThePod(NAMESPACE, "metadata.namespace")),
            texts.entrySet().stream()
                .map(variable -> new EnvVar(variable.getKey(), variable.getValue(), null)))
        .toList();
  }

  private static EnvVar ofThePod(String name, String field) {
    return new EnvVarBuilder()
        .withName(name)
        .withNewValueFrom()
        .withNewFieldRef("v1", field)
        .endValueFrom()
        .build();
  }
}

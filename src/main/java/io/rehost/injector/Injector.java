package io.rehost.injector;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.rehost.injector.InjectionDecision.Deny;
import io.rehost.injector.InjectionDecision.Inject;
import io.rehost.injector.InjectionDecision.Leave;
import io.rehost.rule.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Decides whether a pod gets the sidecar, and which. Changes nothing. Thread-safe. */
public final class Injector {
  private static final int HTTPS = 443;

  /** What is null counts as left out, as it does for the API server: templates write such lists. */
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .defaultSetterInfo(JsonSetter.Value.construct(Nulls.SKIP, Nulls.SKIP))
          .build();

  private final SidecarDefaults defaults;
  private final SidecarSettings settings;
  private final RulesLookup rules;

  /** An injector that asks {@code rules} only for pods that capture hosts. */
  public Injector(SidecarDefaults defaults, SidecarSettings settings, RulesLookup rules) {
    this.defaults = defaults;
    this.settings = settings;
    this.rules = rules;
  }

  /**
   * Decides about a pod, or about the template that pods are made of.
   *
   * @param namespace where the pod is or will be
   * @param pod an object with {@code metadata} and {@code spec}; if it is not what a pod is, it is
   *     denied
   */
  public InjectionDecision decide(String namespace, ObjectNode pod) {
    try {
      PodTemplateSpec typed = JSON.treeToValue(pod, PodTemplateSpec.class);
      return decide(
          namespace,
          typed.getMetadata() == null ? new ObjectMeta() : typed.getMetadata(),
          typed.getSpec() == null ? new PodSpec() : typed.getSpec());
    } catch (JsonProcessingException e) {
      return new Deny(List.of(NotAPod.problem(e, pod)));
    }
  }

  private InjectionDecision decide(String namespace, ObjectMeta metadata, PodSpec pod) {
    Map<String, String> annotations =
        metadata.getAnnotations() == null ? Map.of() : metadata.getAnnotations();
    String inject = annotations.get(Annotations.INJECT);
    if (inject == null) {
      return new Leave("it does not ask for the sidecar");
    }
    if (inject.equals("false")) {
      return new Leave(Annotations.INJECT + " is \"false\"");
    }
    if (annotations.containsKey(Annotations.STATUS) && hasSidecar(pod)) {
      return new Leave("it has the sidecar already");
    }
    AnnotationReader reader = new AnnotationReader(annotations);
    if (!inject.equals("true")) {
      reader.reject(Annotations.INJECT, inject, "\"true\" or \"false\"");
    }
    return decide(namespace, pod, reader, SidecarRequest.read(reader, annotations, defaults));
  }

  private static boolean hasSidecar(PodSpec pod) {
    return pod.getInitContainers().stream()
        .map(Container::getName)
        .anyMatch(SidecarSpec.CONTAINER::equals);
  }

  private InjectionDecision decide(
      String namespace, PodSpec pod, AnnotationReader reader, SidecarRequest request) {
    List<Problem> problems = new ArrayList<>(reader.problems());
    settings.problems(request.environment()).stream()
        .map(SidecarRequest::atAnnotation)
        .forEach(problems::add);
    List<Integer> captured = request.capture() ? request.capturePorts() : List.of();
    CapturedHosts hosts =
        CapturedHosts.of(
            namespace, request.capture() ? request.rules() : List.of(), captured, rules);
    problems.addAll(hosts.problems());
    boolean lowPorts = PodCheck.needsLowPorts(pod, captured, problems);
    SidecarSpec sidecar =
        new SidecarSpec(
            defaults.image(),
            environment(request, captured),
            defaults.traces(),
            request.rules(),
            request.tlsSecrets(),
            request.resources(),
            hosts.names(),
            captured,
            lowPorts,
            defaults.version());
    List<Integer> ports = Stream.concat(captured.stream(), SidecarSpec.PORTS.stream()).toList();
    problems.addAll(
        PodCheck.problems(pod, ports, SidecarVolumes.of(sidecar).names(), hosts.names()));
    return problems.isEmpty()
        ? new Inject(sidecar, warnings(request, reader, hosts))
        : new Deny(problems);
  }

  private static List<String> warnings(
      SidecarRequest request, AnnotationReader reader, CapturedHosts hosts) {
    List<String> warnings = new ArrayList<>(hosts.warnings());
    if (request.capture() && hosts.names().isEmpty()) {
      warnings.add(Annotations.CAPTURE + " \"hosts\" captures nothing: no rule has a literal host");
    }
    if (!request.capture() && reader.text(Annotations.CAPTURE_PORTS).isPresent()) {
      warnings.add(
          Annotations.CAPTURE_PORTS
              + " has no effect without "
              + Annotations.CAPTURE
              + " \"hosts\"");
    }
    return warnings;
  }

  private static Map<String, String> environment(SidecarRequest request, List<Integer> captured) {
    Map<String, String> environment = new LinkedHashMap<>();
    List<Integer> plain =
        Stream.concat(Stream.of(15_080), captured.stream().filter(port -> port != HTTPS)).toList();
    environment.put(Variables.LISTEN, loopback(plain));
    if (captured.contains(HTTPS) && !request.tlsSecrets().isEmpty()) {
      String directory = SidecarVolumes.TLS + "/" + request.tlsSecrets().getFirst();
      environment.put(Variables.LISTEN_TLS, loopback(List.of(HTTPS)));
      environment.put(Variables.TLS_CERTIFICATE, directory + "/tls.crt");
      environment.put(Variables.TLS_KEY, directory + "/tls.key");
    }
    environment.put(Variables.RULES_CONFIGMAPS, String.join(",", request.rules()));
    environment.putAll(request.environment());
    return environment;
  }

  private static String loopback(List<Integer> ports) {
    return ports.stream()
        .flatMap(port -> Stream.of("127.0.0.1:" + port, "[::1]:" + port))
        .collect(Collectors.joining(","));
  }
}

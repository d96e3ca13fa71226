package io.rehost.injector;

import io.rehost.rule.Problem;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a pod asks for by its annotations, the defaults applied.
 *
 * @param rules names of ConfigMaps, in order of precedence
 * @param capture whether the pod shall find the hosts of the rules at the sidecar
 * @param capturePorts where it shall find them
 * @param environment what the annotations say of the sidecar's settings
 */
record SidecarRequest(
    List<String> rules,
    boolean capture,
    List<Integer> capturePorts,
    List<String> tlsSecrets,
    Map<String, String> environment,
    Resources resources) {
  private static final int HTTPS = 443;

  /** Reads the annotations; what is wrong is left out and noted by the reader. */
  static SidecarRequest read(
      AnnotationReader reader, Map<String, String> annotations, SidecarDefaults defaults) {
    rejectUnknown(reader, annotations);
    List<String> own =
        reader.objectNames(Annotations.RULES, "names of ConfigMaps, comma-separated");
    List<String> rules = own.isEmpty() ? defaults.rules() : own;
    if (rules.isEmpty()) {
      reader.missing(Annotations.RULES, "the names of the ConfigMaps that hold the rules");
    }
    boolean capture = capture(reader);
    List<Integer> ports = reader.ports(Annotations.CAPTURE_PORTS, List.of(80));
    List<String> secrets =
        reader.objectNames(Annotations.TLS_SECRETS, "names of Secrets, comma-separated");
    if (capture && ports.contains(HTTPS) && secrets.isEmpty()) {
      reader.reject(
          Annotations.CAPTURE_PORTS,
          Integer.toString(HTTPS),
          "no 443 without a certificate: a kubernetes.io/tls Secret as the first of "
              + Annotations.TLS_SECRETS);
    }
    return new SidecarRequest(
        rules,
        capture,
        ports,
        secrets,
        environment(reader, defaults),
        resources(reader, defaults.resources()));
  }

  private static void rejectUnknown(AnnotationReader reader, Map<String, String> annotations) {
    for (var annotation : new TreeMap<>(annotations).entrySet()) {
      String name = annotation.getKey();
      if (name.startsWith(Annotations.SET)) {
        if (!Annotations.SETTINGS.containsKey(name.substring(Annotations.SET.length()))) {
          reader.reject(
              name,
              annotation.getValue(),
              "one of "
                  + String.join(", ", Annotations.SETTINGS.keySet().stream().sorted().toList()));
        }
      } else if (name.startsWith(Annotations.PREFIX) && !Annotations.KNOWN.contains(name)) {
        reader.reject(
            name, annotation.getValue(), "one of " + String.join(", ", Annotations.KNOWN));
      }
    }
  }

  private static boolean capture(AnnotationReader reader) {
    Optional<String> text = reader.text(Annotations.CAPTURE);
    if (text.filter(t -> !t.equals("none") && !t.equals("hosts")).isPresent()) {
      reader.reject(Annotations.CAPTURE, text.get(), "none or hosts");
    }
    return text.filter("hosts"::equals).isPresent();
  }

  private static Map<String, String> environment(
      AnnotationReader reader, SidecarDefaults defaults) {
    Map<String, String> environment = new LinkedHashMap<>();
    reader
        .text(Annotations.UPSTREAM)
        .or(() -> Optional.ofNullable(defaults.upstream()))
        .ifPresent(text -> environment.put(Variables.UPSTREAM, text));
    reader
        .text(Annotations.UNMATCHED)
        .ifPresent(text -> environment.put(Variables.UNMATCHED, text));
    new TreeMap<>(Annotations.SETTINGS)
        .forEach(
            (key, variable) ->
                reader
                    .text(Annotations.SET + key)
                    .ifPresent(text -> environment.put(variable, text)));
    return environment;
  }

  private static Resources resources(AnnotationReader reader, Resources defaults) {
    Resources wanted =
        new Resources(
            quantity(reader, Annotations.CPU_REQUEST, "50m", defaults.cpuRequest()),
            quantity(reader, Annotations.CPU_LIMIT, "500m", defaults.cpuLimit()),
            quantity(reader, Annotations.MEMORY_REQUEST, "128Mi", defaults.memoryRequest()),
            quantity(reader, Annotations.MEMORY_LIMIT, "256Mi", defaults.memoryLimit()));
    compare(reader, Annotations.CPU_REQUEST, wanted.cpuRequest(), wanted.cpuLimit());
    compare(reader, Annotations.MEMORY_REQUEST, wanted.memoryRequest(), wanted.memoryLimit());
    return wanted;
  }

  private static @Nullable String quantity(
      AnnotationReader reader, String name, String example, @Nullable String byDefault) {
    return reader.quantity(name, example).orElse(byDefault);
  }

  private static void compare(
      AnnotationReader reader, String name, @Nullable String request, @Nullable String limit) {
    BigDecimal asked = request == null ? null : Resources.amount(request);
    BigDecimal most = limit == null ? null : Resources.amount(limit);
    if (request != null && asked != null && most != null && asked.compareTo(most) > 0) {
      reader.reject(name, request, "at most the limit, which is " + limit);
    }
  }

  /** The annotation that a problem with a variable of the sidecar is to be reported for. */
  static Problem atAnnotation(Problem problem) {
    String name =
        switch (problem.path()) {
          case Variables.UPSTREAM -> Annotations.UPSTREAM;
          case Variables.UNMATCHED -> Annotations.UNMATCHED;
          default ->
              Annotations.SETTINGS.entrySet().stream()
                  .filter(setting -> setting.getValue().equals(problem.path()))
                  .findFirst()
                  .map(setting -> Annotations.SET + setting.getKey())
                  .orElse(null);
        };
    return name == null
        ? problem
        : new Problem(AnnotationReader.path(name), problem.found(), problem.expected(), 0, 0);
  }
}

package io.rehost.injector;

import io.rehost.rule.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes values out of a pod's annotations and notes every problem instead of stopping. */
final class AnnotationReader {
  private final Map<String, String> annotations;
  private final List<Problem> problems = new ArrayList<>();

  AnnotationReader(Map<String, String> annotations) {
    this.annotations = annotations;
  }

  /** The trimmed value; empty if there is none, or a blank one as templates leave behind. */
  Optional<String> text(String name) {
    return Optional.ofNullable(annotations.get(name)).map(String::strip).filter(t -> !t.isEmpty());
  }

  /** The members of a comma-separated list, each once. */
  List<String> list(String name) {
    return text(name)
        .map(t -> Arrays.stream(t.split(",", -1)).map(String::strip).distinct().toList())
        .orElse(List.of());
  }

  /** Names of Kubernetes objects. */
  List<String> objectNames(String name, String expected) {
    List<String> names = list(name);
    names.stream()
        .filter(member -> !ObjectNames.isName(member))
        .forEach(member -> reject(name, member, expected));
    return names;
  }

  /** Ports; those that the sidecar needs for itself are wrong. */
  List<Integer> ports(String name, List<Integer> byDefault) {
    List<Integer> ports = new ArrayList<>();
    for (String member : list(name)) {
      int port = member.matches("[0-9]{1,5}") ? Integer.parseInt(member) : 0;
      if (port < 1 || port > 65_535) {
        reject(name, member, "ports from 1 to 65535, comma-separated");
      } else if (SidecarSpec.PORTS.contains(port)) {
        reject(name, member, "ports other than the sidecar's own " + SidecarSpec.PORTS);
      } else {
        ports.add(port);
      }
    }
    return text(name).isEmpty() ? byDefault : List.copyOf(ports);
  }

  /** A quantity above zero. */
  Optional<String> quantity(String name, String example) {
    Optional<String> text = text(name);
    if (text.filter(t -> Resources.amount(t) == null).isPresent()) {
      reject(name, text.get(), "a quantity above zero, such as " + example);
      return Optional.empty();
    }
    return text;
  }

  void reject(String name, String found, String expected) {
    problems.add(new Problem(path(name), found, expected, 0, 0));
  }

  void missing(String name, String expected) {
    problems.add(new Problem(path(name), null, expected, 0, 0));
  }

  void addAll(List<Problem> more) {
    problems.addAll(more);
  }

  List<Problem> problems() {
    return List.copyOf(problems);
  }

  static String path(String name) {
    return "metadata.annotations[" + name + "]";
  }
}

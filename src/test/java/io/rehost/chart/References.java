package io.rehost.chart;

import static io.rehost.chart.Rendered.items;
import static io.rehost.chart.Rendered.name;
import static io.rehost.chart.Rendered.title;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Whether what one object says of another is true: names, ports, labels, accounts. */
final class References {
  private final Rendered rendered;
  private final List<String> broken = new ArrayList<>();

  private References(Rendered rendered) {
    this.rendered = rendered;
  }

  /** One line for each reference that leads nowhere. */
  static List<String> broken(Rendered rendered) {
    References references = new References(rendered);
    references.namesAreUnique();
    rendered.all("Deployment").forEach(references::deployment);
    rendered.all("Service").forEach(references::service);
    rendered
        .all("PodDisruptionBudget")
        .forEach(o -> references.selects(o, o.at("/spec/selector/matchLabels")));
    rendered
        .all("NetworkPolicy")
        .forEach(o -> references.selects(o, o.at("/spec/podSelector/matchLabels")));
    Stream.of("RoleBinding", "ClusterRoleBinding")
        .flatMap(kind -> rendered.all(kind).stream())
        .forEach(references::binding);
    Stream.of("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration")
        .flatMap(kind -> rendered.all(kind).stream())
        .forEach(references::webhooks);
    rendered.all("ServiceMonitor").forEach(references::monitor);
    return references.broken;
  }

  private void namesAreUnique() {
    Set<String> titles = new HashSet<>();
    for (JsonNode object : rendered.objects()) {
      expect(titles.add(title(object)), object, "is there twice");
    }
  }

  private void deployment(JsonNode deployment) {
    JsonNode template = deployment.at("/spec/template");
    JsonNode labels = template.at("/metadata/labels");
    expect(
        matches(deployment.at("/spec/selector/matchLabels"), labels), deployment, "its own pods");
    for (JsonNode spread : items(template.at("/spec/topologySpreadConstraints"))) {
      expect(matches(spread.at("/labelSelector/matchLabels"), labels), deployment, "its spread");
    }
    exists("ServiceAccount", template.at("/spec/serviceAccountName"), deployment);
    volumes(deployment, template.path("spec"));
  }

  private void volumes(JsonNode owner, JsonNode pod) {
    List<String> volumes = items(pod.path("volumes")).stream().map(v -> text(v, "name")).toList();
    List<String> mounted =
        Stream.concat(
                items(pod.path("containers")).stream(), items(pod.path("initContainers")).stream())
            .flatMap(container -> items(container.path("volumeMounts")).stream())
            .map(mount -> text(mount, "name"))
            .distinct()
            .toList();
    expect(new HashSet<>(mounted).equals(new HashSet<>(volumes)), owner, "mounts its volumes");
    expect(new HashSet<>(volumes).size() == volumes.size(), owner, "names volumes once");
  }

  private void service(JsonNode service) {
    List<JsonNode> targets = deployments(service.at("/spec/selector"));
    expect(targets.size() == 1, service, "selects one Deployment");
    for (JsonNode port : items(service.at("/spec/ports"))) {
      boolean open =
          targets.stream()
              .flatMap(d -> items(d.at("/spec/template/spec/containers")).stream())
              .flatMap(container -> items(container.path("ports")).stream())
              .anyMatch(p -> text(p, "name").equals(text(port, "targetPort")));
      expect(open, service, "finds targetPort " + text(port, "targetPort"));
    }
  }

  private void selects(JsonNode object, JsonNode selector) {
    expect(deployments(selector).size() == 1, object, "selects one Deployment");
  }

  private void binding(JsonNode binding) {
    exists(text(binding.path("roleRef"), "kind"), binding.at("/roleRef/name"), binding);
    for (JsonNode subject : items(binding.path("subjects"))) {
      exists(text(subject, "kind"), subject.path("name"), binding);
      expect(text(subject, "namespace").equals("rehost-system"), binding, "subject's namespace");
    }
  }

  private void webhooks(JsonNode configuration) {
    for (JsonNode webhook : items(configuration.path("webhooks"))) {
      JsonNode called = webhook.at("/clientConfig/service");
      JsonNode service = rendered.one("Service", text(called, "name"));
      expect(
          service.at("/metadata/namespace").equals(called.path("namespace")),
          configuration,
          "the Service's namespace");
      expect(
          items(service.at("/spec/ports")).stream()
              .anyMatch(port -> port.path("port").equals(called.path("port"))),
          configuration,
          "the Service's port");
    }
  }

  private void monitor(JsonNode monitor) {
    List<JsonNode> services =
        rendered.all("Service").stream()
            .filter(
                s -> matches(monitor.at("/spec/selector/matchLabels"), s.at("/metadata/labels")))
            .toList();
    expect(
        services.size() == rendered.all("Deployment").size(), monitor, "selects every Deployment");
    for (JsonNode service : services) {
      expect(
          service
              .at("/spec/ports/0/name")
              .asText()
              .equals(monitor.at("/spec/endpoints/0/port").asText()),
          monitor,
          "the port of " + name(service));
    }
  }

  private void exists(String kind, JsonNode name, JsonNode from) {
    expect(
        rendered.all(kind).stream().anyMatch(object -> name(object).equals(name.asText())),
        from,
        "finds " + kind + "/" + name.asText());
  }

  private List<JsonNode> deployments(JsonNode selector) {
    return rendered.all("Deployment").stream()
        .filter(d -> matches(selector, d.at("/spec/template/metadata/labels")))
        .toList();
  }

  private static boolean matches(JsonNode selector, JsonNode labels) {
    return !selector.isEmpty()
        && selector.properties().stream()
            .allMatch(label -> label.getValue().equals(labels.path(label.getKey())));
  }

  private static String text(JsonNode object, String field) {
    return object.path(field).asText();
  }

  private void expect(boolean holds, JsonNode object, String what) {
    if (!holds) {
      broken.add(title(object) + " not true: " + what);
    }
  }
}

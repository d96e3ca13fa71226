package io.rehost.injector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rehost.injector.InjectionDecision.Deny;
import io.rehost.injector.InjectionDecision.Inject;
import io.rehost.injector.InjectionDecision.Leave;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Injects the sidecar into the manifests of a file, as the webhook will into their pods. Documents
 * that no sidecar goes into stay byte for byte as they are.
 */
public final class ManifestInjection {
  private final Injector injector;
  private final StringBuilder out = new StringBuilder();
  private final List<String> problems = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  /**
   * What came of it.
   *
   * @param text all manifests; of use only if there are no problems
   * @param problems why pods can't get the sidecar that they ask for, one a line
   * @param notes what was done or is probably not meant so, one a line
   */
  public record Result(String text, List<String> problems, List<String> notes) {
    public Result {
      problems = List.copyOf(problems);
      notes = List.copyOf(notes);
    }
  }

  private ManifestInjection(Injector injector) {
    this.injector = injector;
  }

  /** Goes through all documents, also when one of them has problems. */
  public static Result inject(Manifests manifests, Injector injector) {
    ManifestInjection injection = new ManifestInjection(injector);
    manifests.documents().forEach(injection::inject);
    return new Result(injection.out.toString(), injection.problems, injection.notes);
  }

  private void inject(Manifests.Document document) {
    ObjectNode manifest = document.manifest();
    JsonNode edited = manifest == null ? null : edited(manifest);
    if (edited == null || edited.equals(manifest)) {
      out.append(document.text());
      return;
    }
    out.append(ManifestWriter.write(edited));
  }

  private JsonNode edited(ObjectNode manifest) {
    if (Manifests.isList(manifest)) {
      ObjectNode list = manifest.deepCopy();
      var items = list.putArray("items");
      manifest
          .path("items")
          .forEach(item -> items.add(item instanceof ObjectNode o ? edited(o) : item));
      return list;
    }
    return Workload.of(manifest).map(this::edited).orElse(manifest);
  }

  private JsonNode edited(Workload workload) {
    Optional<ObjectNode> pod = workload.pod();
    if (pod.isEmpty()) {
      return workload.manifest();
    }
    return switch (injector.decide(workload.namespace(), pod.get())) {
      case Leave(String why) -> {
        notes.add(workload.name() + ": left as it is: " + why);
        yield workload.manifest();
      }
      case Deny(var found) -> {
        found.forEach(
            problem -> problems.add(workload.name() + ": " + workload.prefix() + problem));
        yield workload.manifest();
      }
      case Inject(SidecarSpec sidecar, List<String> warnings) -> {
        notes.add(workload.name() + ": injected");
        warnings.forEach(warning -> notes.add("warning: " + workload.name() + ": " + warning));
        yield workload.with(PodEdit.inject(pod.get(), sidecar));
      }
    };
  }
}

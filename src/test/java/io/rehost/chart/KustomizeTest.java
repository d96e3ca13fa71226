package io.rehost.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** "Without Helm: kubectl apply -k k8s/": in step with the chart. */
class KustomizeTest {
  private static final JsonNode KUSTOMIZATION =
      YamlText.document(Chart.text(Kustomize.DIRECTORY.resolve("kustomization.yaml")));

  private static List<String> resources() {
    return Rendered.items(KUSTOMIZATION.path("resources")).stream().map(JsonNode::asText).toList();
  }

  @Test
  void everyFileIsWhatTheChartRenders() {
    for (Map.Entry<String, String> file : Kustomize.files().entrySet()) {
      assertThat(Chart.text(Kustomize.DIRECTORY.resolve(file.getKey())))
          .as("%s: `make k8s` brings it in step with the chart", file.getKey())
          .isEqualTo(file.getValue());
    }
  }

  @Test
  void theKustomizationListsTheNamespaceAndEveryFile() {
    List<String> expected = new ArrayList<>(List.of("namespace.yaml"));
    expected.addAll(Kustomize.files().keySet());
    assertThat(resources()).containsExactlyElementsOf(expected);
    try (var files = Files.list(Kustomize.DIRECTORY)) {
      assertThat(files.map(Path::getFileName).map(Path::toString))
          .containsExactlyInAnyOrderElementsOf(
              Stream.concat(expected.stream(), Stream.of("kustomization.yaml")).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void anApiServerTakesEveryManifestAndNoneIsHelms() {
    List<JsonNode> objects = new ArrayList<>();
    for (String file : resources()) {
      String text = Chart.text(Kustomize.DIRECTORY.resolve(file));
      assertThat(text).doesNotContain("helm.sh", ": Helm");
      objects.addAll(YamlText.documents(text));
    }
    objects.forEach(object -> assertThat(StrictManifest.problems(object)).isEmpty());
    assertThat(References.broken(new Rendered("", objects))).isEmpty();
    assertThat(objects.getFirst().at("/metadata/name").asText()).isEqualTo("rehost-system");
  }

  /** One line of {@code images} changes the image of the injector and of the sidecars. */
  @Test
  void theSidecarsImageIsTakenFromTheInjectors() {
    JsonNode replacement = KUSTOMIZATION.at("/replacements/0");
    assertThat(replacement.at("/source/name").asText()).isEqualTo("rehost-injector");
    assertThat(replacement.at("/source/fieldPath").asText())
        .isEqualTo("spec.template.spec.containers.[name=injector].image");
    assertThat(replacement.at("/targets/0/fieldPaths/0").asText())
        .isEqualTo(
            "spec.template.spec.containers.[name=injector].env.[name=REHOST_INJECT_IMAGE].value");
    JsonNode image = KUSTOMIZATION.at("/images/0");
    assertThat(image.path("name").asText() + ":" + image.path("newTag").asText())
        .isEqualTo("rehost:" + Chart.version());
  }
}

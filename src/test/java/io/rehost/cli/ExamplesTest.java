package io.rehost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rehost.chart.Chart;
import io.rehost.chart.Environment;
import io.rehost.chart.PodSecurity;
import io.rehost.chart.StrictManifest;
import io.rehost.chart.YamlText;
import io.rehost.cli.settings.Settings;
import io.rehost.injector.Resources;
import io.rehost.injector.SidecarDefaults;
import io.rehost.injector.SidecarImage;
import io.rehost.injector.Traces;
import io.rehost.rule.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code examples/}: each goes through {@code rehost check} and {@code rehost inject}. */
class ExamplesTest {
  private static final Path ROOT = Path.of("examples");

  private static String text(String file) throws IOException {
    return Files.readString(ROOT.resolve(file));
  }

  private static Ran inject(String manifests) {
    SidecarDefaults defaults =
        new SidecarDefaults(
            SidecarImage.of("rehost:1"),
            List.of(),
            null,
            new Resources("50m", null, "192Mi", "384Mi"),
            Traces.OFF,
            "1");
    return Ran.of(
        manifests,
        (in, out, err) ->
            new InjectCommand(defaults, ExamplesTest::problems).run(List.of("-"), in, out, err));
  }

  private static List<Problem> problems(Map<String, String> environment) {
    return switch (Settings.parse(environment, new Settings.Machine(1, "x"))) {
      case Settings.Accepted _ -> List.of();
      case Settings.Rejected(List<Problem> problems) -> problems;
    };
  }

  @Test
  void everyExampleHasLabelledRulesAndSaysWhatToType() throws IOException {
    try (Stream<Path> directories = Files.list(ROOT).filter(Files::isDirectory)) {
      List<String> names =
          directories
              .map(directory -> directory.getFileName().toString())
              .filter(name -> !name.equals("origin"))
              .sorted()
              .toList();
      assertThat(names).containsExactly("deployment", "gateway", "job", "statefulset");
      for (String name : names) {
        assertThat(text("README.md")).contains("[" + name + "](" + name + "/)");
        assertThat(text(name + "/README.md")).contains("    kubectl apply -n rehost-");
      }
    }
  }

  /** No warning either: labelled, and no rule that can never win. */
  @ParameterizedTest
  @ValueSource(strings = {"deployment", "job", "statefulset", "gateway"})
  void checkFindsNothingInTheRules(String name) {
    String file = ROOT.resolve(name).resolve("rules.yaml").toString();
    Ran ran = Ran.of((in, out, err) -> new CheckCommand().run(List.of(file), in, out, err));
    assertThat(ran.out()).isEmpty();
    assertThat(ran.exit()).isZero();
    assertThat(ran.err()).contains("no problems");
  }

  @ParameterizedTest
  @CsvSource({
    "deployment/deployment.yaml, deployment/shop, Deployment",
    "job/job.yaml, job/report, Job",
    "statefulset/statefulset.yaml, statefulset/store, StatefulSet"
  })
  void injectPutsTheSidecarInAndThePodMeetsTheStandard(String file, String name, String kind)
      throws IOException {
    String rules =
        Files.readString(
            Objects.requireNonNull(ROOT.resolve(file).getParent()).resolve("rules.yaml"));
    Ran ran = inject(rules + text(file));

    assertThat(ran.err()).isEqualTo(name + ": injected\n");
    assertThat(ran.exit()).isZero();
    JsonNode workload =
        YamlText.documents(ran.out()).stream()
            .filter(document -> document.path("kind").asText().equals(kind))
            .findFirst()
            .orElseThrow();
    JsonNode pod = workload.at("/spec/template/spec");
    assertThat(pod.at("/initContainers/0/name").asText()).isEqualTo("rehost");
    assertThat(StrictManifest.problems(workload)).isEmpty();
    assertThat(PodSecurity.violations(pod)).isEmpty();
  }

  @Test
  void theStatefulSetFindsTheHostsOfItsRulesAtItself() throws IOException {
    Ran ran = inject(text("statefulset/rules.yaml") + text("statefulset/statefulset.yaml"));
    JsonNode aliases =
        YamlText.documents(ran.out()).getLast().at("/spec/template/spec/hostAliases");
    assertThat(aliases)
        .isEqualTo(
            YamlText.documents(
                    """
                    - {ip: 127.0.0.1, hostnames: [b1.example.com, b2.example.com]}
                    - {ip: "::1", hostnames: [b1.example.com, b2.example.com]}
                    """)
                .getFirst());
    assertThat(ran.out()).contains("127.0.0.1:80,[::1]:80");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "origin/origin.yaml",
        "deployment/rules.yaml",
        "deployment/deployment.yaml",
        "job/rules.yaml",
        "job/job.yaml",
        "statefulset/rules.yaml",
        "statefulset/statefulset.yaml",
        "gateway/rules.yaml"
      })
  void anApiServerTakesEveryManifest(String file) throws IOException {
    assertThat(YamlText.documents(text(file)))
        .isNotEmpty()
        .allSatisfy(object -> assertThat(StrictManifest.problems(object)).isEmpty());
  }

  @Test
  void theGatewaysValuesRenderAGatewayWithSettingsThatItStartsWith() throws IOException {
    JsonNode container =
        Chart.render(text("gateway/values.yaml"))
            .one("Deployment", "rehost-gateway-legacy")
            .at("/spec/template/spec/containers/0");
    Map<String, String> environment = Environment.of(container);
    assertThat(environment).containsEntry("REHOST_RULES_CONFIGMAPS", "legacy-rules");
    assertThat(text("gateway/rules.yaml")).contains("name: legacy-rules");
    assertThat(problems(environment)).isEmpty();
  }
}

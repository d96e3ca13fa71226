package io.rehost.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The SBOM that the build writes, and that each dependency may be passed on under its licence. */
class DependenciesIT {
  /** By SPDX identifier; two have none: RE2/J's is BSD-3-Clause, Bouncy Castle's is MIT. */
  private static final Set<String> ALLOWED =
      Set.of(
          "Apache-2.0",
          "MIT",
          "MIT-0",
          "BSD-2-Clause",
          "BSD-3-Clause",
          "CC0-1.0",
          "EPL-2.0",
          "Go License",
          "Bouncy Castle Licence");

  @Test
  void sbomNamesWhatTheProgramIsMadeOf() throws IOException {
    assertThat(components().map(c -> c.path("name").asText()))
        .contains("netty-codec-http2", "re2j", "snakeyaml-engine", "kubernetes-client-api")
        .doesNotContain("archunit", "jqwik");
  }

  @Test
  void everyDependencyHasAnAllowedLicence() throws IOException {
    assertThat(components().filter(c -> licences(c).stream().noneMatch(ALLOWED::contains)))
        .extracting(c -> c.path("purl").asText() + " " + licences(c))
        .isEmpty();
  }

  private static Stream<JsonNode> components() throws IOException {
    JsonNode bom = new ObjectMapper().readTree(Path.of("target", "bom.json").toFile());
    return stream(bom.path("components"));
  }

  /** One of several is enough: they are offered as a choice. */
  private static List<String> licences(JsonNode component) {
    return stream(component.path("licenses"))
        .map(l -> l.has("expression") ? l.path("expression") : idOrName(l.path("license")))
        .map(JsonNode::asText)
        .toList();
  }

  private static JsonNode idOrName(JsonNode licence) {
    return licence.has("id") ? licence.path("id") : licence.path("name");
  }

  private static Stream<JsonNode> stream(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }
}

package io.rehost.chart;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The chart, rendered by Helm itself without a cluster. */
public final class Chart {
  /** Where it is. */
  public static final Path DIRECTORY = Path.of("helm", "rehost");

  /** The oldest Kubernetes that it says to work on. */
  static final String OLDEST_KUBERNETES = "1.29.0";

  private Chart() {}

  /** The program's, of {@code Chart.yaml}. */
  public static String version() {
    return YamlText.document(text(DIRECTORY.resolve("Chart.yaml"))).path("appVersion").asText();
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * All manifests but those of {@code helm test}, as release {@code rehost} in {@code
   * rehost-system}.
   *
   * @param values YAML; empty for the defaults
   * @throws IllegalStateException if Helm refuses the values
   */
  public static Rendered render(String values) {
    return render(values, "rehost", "rehost-system");
  }

  /** The same by other names. */
  public static Rendered render(String values, String release, String namespace) {
    return render(DIRECTORY, values, release, namespace);
  }

  /**
   * The manifests of {@code helm test} among them, which Helm leaves out as long as they are hooks.
   */
  static Rendered renderWithTests(String values, Path emptyDirectory) {
    try {
      copyWithoutHooks(emptyDirectory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return render(emptyDirectory, values, "rehost", "rehost-system");
  }

  private static Rendered render(Path chart, String values, String release, String namespace) {
    try {
      Path file = Files.createTempFile("values", ".yaml");
      try {
        TemplateCommand template =
            new Helm(chart)
                .template()
                .withName(release)
                .withNamespace(namespace)
                .withKubeVersion(OLDEST_KUBERNETES)
                .withValuesFile(Files.writeString(file, values));
        return Rendered.of(template.call());
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copyWithoutHooks(Path target) throws IOException {
    try (var files = Files.walk(DIRECTORY)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = target.resolve(DIRECTORY.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.writeString(
            copy, Files.readString(file).replaceAll("(?m)^    helm\\.sh/hook.*\\n", ""));
      }
    }
  }
}

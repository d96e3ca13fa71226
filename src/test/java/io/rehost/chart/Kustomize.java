package io.rehost.chart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The manifests of {@code k8s/}: what the chart renders by default, without Helm's own labels. */
final class Kustomize {
  static final Path DIRECTORY = Path.of("k8s");

  private static final String HEADER =
      "# Made of helm/rehost by `make k8s`: change the chart, not this file.\n";

  private static final Pattern SOURCE =
      Pattern.compile("# Source: rehost/templates/(\\S+\\.yaml)\n");

  /** They would say that Helm owns what kubectl has applied. */
  private static final Pattern OF_HELM =
      Pattern.compile("(?m)^ +(helm\\.sh/chart|app\\.kubernetes\\.io/managed-by): .*\n");

  private Kustomize() {}

  /** Writes the files; {@code make k8s} calls it. */
  public static void main(String[] arguments) throws IOException {
    for (Map.Entry<String, String> file : files().entrySet()) {
      Files.writeString(DIRECTORY.resolve(file.getKey()), file.getValue());
    }
  }

  /** By name: one for each template that gives anything. */
  static Map<String, String> files() {
    Map<String, String> files = new TreeMap<>();
    for (String document : Chart.render("").text().split("(?m)^---\n", -1)) {
      Matcher source = SOURCE.matcher(document);
      if (source.find()) {
        String manifest = OF_HELM.matcher(document.substring(source.end())).replaceAll("");
        files.merge(
            source.group(1),
            HEADER + manifest.strip() + "\n",
            (before, _) -> before + "---\n" + manifest.strip() + "\n");
      }
    }
    return files;
  }
}

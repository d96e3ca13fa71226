package io.rehost.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one run has shown, in a form to be read and kept: a text file under {@code target/}, written
 * anew with each finding, so that a run that is broken off leaves what it had. Any thread.
 */
final class Findings {
  private static final Path FILE = Path.of("target", "cluster-test.txt");
  private static final Map<Section, List<String>> ALL = new TreeMap<>();

  /** In the order of the file. */
  enum Section {
    VERSIONS("versions"),
    EDITS("edit to effect"),
    FAULTS("faults"),
    SCALE("many"),
    LIFE("install, upgrade, roll back, uninstall"),
    LEFT_OUT("left out");

    private final String title;

    Section(String title) {
      this.title = title;
    }
  }

  private Findings() {}

  /** One line, under its section. */
  static synchronized void add(Section section, String line) {
    List<String> lines = ALL.computeIfAbsent(section, _ -> new ArrayList<>());
    if (lines.contains(line)) {
      return; // each test class has a cluster of the same versions
    }
    lines.add(line);
    System.out.println(section.title + ": " + line);
    try {
      Files.createDirectories(FILE.getParent());
      Files.writeString(FILE, text());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text() {
    StringBuilder text = new StringBuilder("Rehost against a real API server\n");
    ALL.forEach(
        (section, lines) -> {
          text.append('\n').append(section.title).append('\n');
          lines.forEach(line -> text.append("  ").append(line).append('\n'));
        });
    return text.toString();
  }
}

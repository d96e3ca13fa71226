package io.rehost.rule.document;

import io.rehost.rule.Problem;
import io.rehost.rule.document.Yaml.Entry;
import io.rehost.rule.document.Yaml.Fields;
import io.rehost.rule.document.Yaml.Items;
import io.rehost.rule.document.Yaml.Text;
import io.rehost.rule.document.YamlReader.Stream.Documents;
import io.rehost.rule.document.YamlReader.Stream.Malformed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the ConfigMaps with rules among the manifests of one file. */
final class Manifests {
  /** A rendered chart with its CRDs is some megabytes. */
  private static final int MAX_BYTES = 32 << 20;

  private static final String MANIFEST = "a Kubernetes manifest, as the file holds others";

  private static final String VALUE = "a rules document as text, after rules.yaml: |";

  private final String file;
  private final List<Fields> configMaps = new ArrayList<>();
  private final List<RulesText> texts = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();

  private Manifests(String file) {
    this.file = file;
  }

  static RulesFile read(byte[] bytes, Origin origin) {
    RulesFile plain = new RulesFile(List.of(RulesText.of(bytes, origin)), List.of());
    if (bytes.length > MAX_BYTES) {
      return unreadable(bytes.length + " bytes", "at most 32 MiB", Place.START);
    }
    String file = RulesParser.decodeUtf8(bytes);
    if (file == null) {
      return plain;
    }
    return switch (YamlReader.read(file)) {
      case Malformed(String found, String expected, Place place) ->
          unreadable(found, expected, place);
      case Documents(List<Yaml> roots) when roots.stream().noneMatch(Manifests::isManifest) ->
          plain;
      case Documents(List<Yaml> roots) -> new Manifests(file).read(roots);
    };
  }

  private static RulesFile unreadable(String found, String expected, Place place) {
    Problems problems = new Problems(Place.START);
    problems.addWithPlace("", found, expected, place);
    return new RulesFile(List.of(), problems.inOrder());
  }

  private static boolean isManifest(Yaml root) {
    return get(root, "kind") != null || get(root, "apiVersion") != null;
  }

  private RulesFile read(List<Yaml> roots) {
    roots.forEach(this::collect);
    configMaps.forEach(this::take);
    return new RulesFile(texts, problems);
  }

  private void collect(Yaml root) {
    if (!(root instanceof Fields manifest) || !isManifest(root)) {
      problems.add(
          new Problem(
              "",
              Problems.oneLine(root.shown()),
              MANIFEST,
              root.place().line(),
              root.place().column()));
      return;
    }
    String kind = textOf(get(manifest, "kind"));
    if (kind.endsWith("List")
        && get(manifest, "items") instanceof Items(List<Yaml> items, Place _)) {
      items.forEach(this::collect);
    } else if (kind.equals("ConfigMap") && (isLabelled(manifest) || hasRules(manifest))) {
      configMaps.add(manifest);
    }
  }

  private static boolean isLabelled(Fields manifest) {
    Yaml labels = get(get(manifest, "metadata"), "labels");
    return textOf(get(labels, RulesFile.LABEL)).equals("true");
  }

  private static boolean hasRules(Fields manifest) {
    return get(get(manifest, "data"), RulesFile.KEY) != null;
  }

  private void take(Fields manifest) {
    String name = textOf(get(get(manifest, "metadata"), "name"));
    Problems own = new Problems(Place.START);
    Scalar value = value(manifest, own);
    if (value != null && own.isEmpty()) {
      Place start = start(value);
      byte[] bytes = value.text().getBytes(StandardCharsets.UTF_8);
      texts.add(
          new RulesText(
              bytes, Origin.CONFIGMAP, name, isLabelled(manifest), start.line(), start.column()));
    }
    String prefix = configMaps.size() > 1 ? "configmap/" + Problems.oneLine(name) + ": " : "";
    for (Problem p : own.inOrder()) {
      problems.add(new Problem(prefix + p.path(), p.found(), p.expected(), p.line(), p.column()));
    }
  }

  private static @Nullable Scalar value(Fields manifest, Problems own) {
    String expected = "a mapping with " + RulesFile.KEY;
    Section root = Section.of("", manifest, "a ConfigMap", own);
    if (root == null) {
      return null;
    }
    if (!root.has("data")) {
      root.reject("data", expected);
    }
    Section data = root.section("data", expected);
    return data == null ? null : data.required(RulesFile.KEY, VALUE, s -> s);
  }

  /**
   * Where the lines of the value begin in the file. A literal block keeps its lines, less the
   * indentation; of other styles, places are those in the value.
   */
  private Place start(Scalar value) {
    List<String> lines = file.lines().skip(value.place().line() - 1L).toList();
    String header =
        lines
            .getFirst()
            .substring(lines.getFirst().offsetByCodePoints(0, value.place().column() - 1));
    if (!header.startsWith("|")) {
      return Place.START;
    }
    List<String> inner = value.text().lines().toList();
    for (int i = 0; i < inner.size() && i + 1 < lines.size(); i++) {
      if (!inner.get(i).isEmpty()) {
        int indentation = lines.get(i + 1).length() - inner.get(i).length();
        return new Place(value.place().line() + 1, 1 + Math.max(0, indentation));
      }
    }
    return Place.START;
  }

  private static @Nullable Yaml get(@Nullable Yaml node, String key) {
    if (node instanceof Fields(List<Entry> entries, Place _)) {
      for (Entry entry : entries) {
        if (textOf(entry.key()).equals(key)) {
          return entry.value();
        }
      }
    }
    return null;
  }

  private static String textOf(@Nullable Yaml node) {
    return node instanceof Text text ? text.value() : "";
  }
}

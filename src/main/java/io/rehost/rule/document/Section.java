package io.rehost.rule.document;

import io.rehost.rule.document.Yaml.Entry;
import io.rehost.rule.document.Yaml.Fields;
import io.rehost.rule.document.Yaml.Forbidden;
import io.rehost.rule.document.Yaml.Items;
import io.rehost.rule.document.Yaml.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A mapping with known keys, read key by key. What is asked for is what is known: {@link
 * #rejectOtherKeys} notes the rest.
 *
 * <p>Methods return null for what is missing or wrong, and have noted the latter.
 */
final class Section {
  private static final String LIST = "a list; each item: ";
  private static final String FORBIDDEN = "no aliases, anchors or tags";

  private final String path;
  private final Place place;
  private final Problems problems;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final List<String> known = new ArrayList<>();

  private Section(String path, Fields fields, Problems problems) {
    this.path = path;
    this.place = fields.place();
    this.problems = problems;
    fields.entries().forEach(this::keep);
  }

  /** The mapping at a path; null if the node is something else. */
  static @Nullable Section of(String path, Yaml node, String expected, Problems problems) {
    if (node instanceof Fields fields) {
      return new Section(path, fields, problems);
    }
    rejectNode(path, node, expected, problems);
    return null;
  }

  private void keep(Entry entry) {
    if (!(entry.key() instanceof Text key)) {
      rejectNode(path, entry.key(), "a key", problems);
      return;
    }
    problems.remember(pathOf(key.value()), entry.value());
    Entry first = entries.putIfAbsent(key.value(), entry);
    if (first != null) {
      String expected = "each key once, first at " + problems.inFile(first.key().place());
      problems.addWithPlace(pathOf(key.value()), key.value(), expected, key.place());
    }
  }

  String path() {
    return path;
  }

  /** Whether the key is given, well or not. */
  boolean has(String key) {
    return entries.containsKey(key);
  }

  /** The keys, where they are free: each to be judged like a value. */
  List<Scalar> keyScalars() {
    List<Scalar> keys = new ArrayList<>();
    entries.forEach(
        (key, entry) -> keys.add(new Scalar(pathOf(key), key, entry.key().place(), problems)));
    return keys;
  }

  /** The path of a key of this mapping. */
  String pathOf(String key) {
    if (!key.matches("[A-Za-z0-9_-]+")) {
      return path + "[\"" + Problems.oneLine(key) + "\"]";
    }
    return path.isEmpty() ? key : path + "." + key;
  }

  /** The value of a key that must be there. */
  <T> @Nullable T required(String key, String expected, Scalar.Form<T> form) {
    if (!has(key)) {
      known.add(key);
      problems.add(pathOf(key), null, expected, place);
      return null;
    }
    return text(key, expected, form);
  }

  /** The value of a key that may be left out. */
  <T> @Nullable T text(String key, String expected, Scalar.Form<T> form) {
    Yaml node = node(key);
    return node == null ? null : scalar(pathOf(key), node, expected, form);
  }

  /** The values of a list that may be left out but not be empty: empty would match everything. */
  <T> List<T> texts(String key, String expected, Scalar.Form<T> form) {
    List<T> values = new ArrayList<>();
    items(key, LIST + expected)
        .forEach((itemPath, item) -> addIfRight(values, scalar(itemPath, item, expected, form)));
    return values;
  }

  private static <T> void addIfRight(List<T> values, @Nullable T value) {
    if (value != null) {
      values.add(value);
    }
  }

  /** A mapping that may be left out. */
  @Nullable Section section(String key, String expected) {
    Yaml node = node(key);
    return node == null ? null : of(pathOf(key), node, expected, problems);
  }

  /** A list of mappings that may be left out. */
  List<Section> sections(String key, String expected) {
    return all(
        items(key, LIST + "a mapping with " + expected), "a mapping with " + expected, problems);
  }

  /** Those of the nodes that are mappings; that the others are not is noted. */
  static List<Section> all(Map<String, Yaml> byPath, String expected, Problems problems) {
    List<Section> sections = new ArrayList<>();
    byPath.forEach((path, node) -> addIfRight(sections, of(path, node, expected, problems)));
    return sections;
  }

  /** The nodes of a list by path; none if it is left out. */
  Map<String, Yaml> items(String key, String expected) {
    Yaml node = node(key);
    Map<String, Yaml> byPath = new LinkedHashMap<>();
    if (node instanceof Items list) {
      for (int i = 0; i < list.items().size(); i++) {
        String itemPath = pathOf(key) + "[" + i + "]";
        problems.remember(itemPath, list.items().get(i));
        byPath.put(itemPath, list.items().get(i));
      }
    } else if (node != null) {
      rejectNode(pathOf(key), node, expected, problems);
    }
    return byPath;
  }

  /** Notes that a list is given but empty. */
  void rejectEmptyList(String key, String expected) {
    Entry entry = entries.get(key);
    if (entry != null && entry.value() instanceof Items list && list.items().isEmpty()) {
      problems.add(pathOf(key), "[]", expected, list.place());
    }
  }

  /** {@code true} or {@code false}. */
  @Nullable Boolean flag(String key) {
    Yaml node = node(key);
    if (node instanceof Text text && text.type() == Yaml.Type.BOOLEAN) {
      return Boolean.valueOf(text.value());
    }
    if (node != null) {
      rejectNode(pathOf(key), node, "true or false", problems);
    }
    return null;
  }

  /** Notes that none or several of the keys are given. */
  void requireOneOf(String... keys) {
    List<String> given = Stream.of(keys).filter(this::has).toList();
    if (given.size() != 1) {
      String shown = given.isEmpty() ? null : String.join(", ", given);
      problems.add(path, shown, "one of " + String.join(", ", keys), place);
    }
  }

  /** Notes something about the value of a key, or about its absence. */
  void reject(String key, String expected) {
    Entry entry = entries.get(key);
    if (entry == null) {
      problems.add(pathOf(key), null, expected, place);
    } else {
      problems.add(pathOf(key), entry.value().shown(), expected, entry.value().place());
    }
  }

  /** Notes every key that nobody asked for. Call when all has been asked. */
  void rejectOtherKeys() {
    rejectOtherKeys(Map.of());
  }

  /**
   * Notes every key that nobody asked for.
   *
   * @param meant what is meant by some of them, as they are known elsewhere
   */
  void rejectOtherKeys(Map<String, String> meant) {
    for (Map.Entry<String, Entry> entry : entries.entrySet()) {
      String key = entry.getKey();
      if (!known.contains(key)) {
        String expected =
            Optional.ofNullable(meant.get(key))
                .or(() -> Suggestion.forWord(key, known))
                .map(word -> "a known key, did you mean " + word + "?")
                .orElse("one of " + String.join(", ", known));
        problems.addWithPlace(pathOf(key), key, expected, entry.getValue().key().place());
      }
    }
  }

  private @Nullable Yaml node(String key) {
    if (!known.contains(key)) {
      known.add(key);
    }
    Entry entry = entries.get(key);
    return entry == null ? null : entry.value();
  }

  private <T> @Nullable T scalar(String at, Yaml node, String expected, Scalar.Form<T> form) {
    if (node instanceof Text text && text.type() == Yaml.Type.TEXT) {
      return form.read(new Scalar(at, text.value(), text.place(), problems));
    }
    boolean quotable =
        node instanceof Text text
            && (text.type() == Yaml.Type.NUMBER || text.type() == Yaml.Type.BOOLEAN);
    rejectNode(at, node, quotable ? expected + "; in quotes, as text" : expected, problems);
    return null;
  }

  private static void rejectNode(String path, Yaml node, String expected, Problems problems) {
    String detail =
        switch (node) {
          case Forbidden _ -> FORBIDDEN;
          case Text text when text.type() == Yaml.Type.NULL -> expected + ", or leave the key out";
          case Text _, Items _, Fields _ -> expected;
        };
    problems.add(path, node.shown(), detail, node.place());
  }
}

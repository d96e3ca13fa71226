package io.rehost.rule.document;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import io.rehost.rule.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with one document, so that all of it is said at once. */
final class Problems {
  /** A document of one mebibyte has room for some hundred thousand: too many for any log. */
  private static final int MOST = 1000;

  private static final int SHOWN = 100;
  private static final String RULES = "rules[";

  private final Place start;
  private final Map<String, Yaml> nodes = new HashMap<>();
  private final List<Problem> found = new ArrayList<>();

  /**
   * @param start where the document begins in its file
   */
  Problems(Place start) {
    this.start = start;
  }

  /** Notes a wrong value, or a missing one if {@code shown} is null. */
  void add(String path, @Nullable String shown, String expected, Place place) {
    Place inFile = place.within(start);
    String quoted = shown == null ? null : oneLine(shown);
    found.add(new Problem(path, quoted, expected, inFile.line(), inFile.column()));
  }

  /** Notes something that {@code expected} alone can't place: keys given twice have one path. */
  void addWithPlace(String path, String shown, String expected, Place place) {
    add(path, shown, expected + "; " + place.within(start), place);
  }

  /** Remembers the value of a path. */
  void remember(String path, Yaml node) {
    nodes.put(path, node);
  }

  /**
   * Adds what was found wrong with the values of a document after they were read, each at its
   * place; nothing that may follow from another problem ({@link Contradiction}), and nothing at all
   * if the defaults of the rules were not read well.
   */
  void addAllOfReadWell(List<Problem> judged) {
    List<String> wrong = found.stream().map(Problem::path).toList();
    if (wrong.stream().allMatch(path -> path.startsWith(RULES))) {
      Map<String, List<String>> wrongByRule =
          wrong.stream().collect(groupingBy(Problems::rule, mapping(Problems::inRule, toList())));
      judged.stream()
          .filter(
              p ->
                  wrongByRule.getOrDefault(rule(p.path()), List.of()).stream()
                      .allMatch(path -> Contradiction.isSound(inRule(p.path()), path)))
          .forEach(p -> add(p.path(), shown(p), p.expected(), placeOf(p.path())));
    }
  }

  /** {@code rules[2]} of what is in that rule, else nothing. */
  private static String rule(String path) {
    return path.startsWith(RULES) ? path.substring(0, path.indexOf(']') + 1) : "";
  }

  /** {@code tls.caFile} of {@code rules[2].tls.caFile}. */
  private static String inRule(String path) {
    return path.substring(Math.min(path.length(), rule(path).length() + 1));
  }

  /** What was found; the value as written where the judge says nothing of it. */
  private @Nullable String shown(Problem problem) {
    Yaml node = nodes.get(problem.path());
    return problem.found() == null && node != null ? node.shown() : problem.found();
  }

  /** The place of a path, or of the nearest mapping around what is missing. */
  private Place placeOf(String path) {
    String known = path;
    while (!known.isEmpty()) {
      Yaml node = nodes.get(known);
      if (node != null) {
        return node.place();
      }
      known = known.substring(0, Math.max(0, known.lastIndexOf('.')));
    }
    return Place.START;
  }

  /** The place as the reader of the file counts. */
  Place inFile(Place place) {
    return place.within(start);
  }

  /** Whether nothing is wrong so far. */
  boolean isEmpty() {
    return found.isEmpty();
  }

  /** All problems, in the order of the text; of very many, the first and how many there are. */
  List<Problem> inOrder() {
    Comparator<Problem> byPlace =
        Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column);
    List<Problem> inOrder = new ArrayList<>(found.stream().sorted(byPlace).limit(MOST).toList());
    if (found.size() > MOST) {
      String count = found.size() + " problems";
      inOrder.add(new Problem("", count, "none; the first " + MOST + " are shown", 0, 0));
    }
    return inOrder;
  }

  /** A problem is one line of a log or a terminal, whatever the document holds. */
  static String oneLine(String text) {
    StringBuilder line = new StringBuilder();
    text.codePoints().limit(SHOWN).forEach(c -> append(line, c));
    return text.codePointCount(0, text.length()) > SHOWN ? line + "…" : line.toString();
  }

  private static void append(StringBuilder line, int c) {
    switch (c) {
      case '\n' -> line.append("\\n");
      case '\r' -> line.append("\\r");
      case '\t' -> line.append("\\t");
      default -> {
        if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
          line.append(String.format("\\u%04x", c));
        } else {
          line.appendCodePoint(c);
        }
      }
    }
  }
}

package io.rehost.rule.document;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.CoreScalarResolver;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;

/** YAML in flow style: texts without quotes where no reader could take them for something else. */
final class FlowText {
  private static final Pattern PLAIN =
      Pattern.compile("[A-Za-z0-9/]([A-Za-z0-9./_-]|:(?=[A-Za-z0-9/]))*");
  private static final ScalarResolver TYPES = new CoreScalarResolver(false);

  private FlowText() {}

  /** A scalar that reads as this text. */
  static String text(String text) {
    return PLAIN.matcher(text).matches() && TYPES.resolve(text, true).equals(Tag.STR)
        ? text
        : quoted(text);
  }

  /** {@code [a, b]}, of texts in flow style. */
  static String items(List<String> items) {
    return "[" + String.join(", ", items) + "]";
  }

  /** <code>{a: b}</code>, of texts in flow style. */
  static String fields(Map<String, String> fields) {
    List<String> entries = new ArrayList<>();
    fields.forEach((key, value) -> entries.add(text(key) + ": " + value));
    return "{" + String.join(", ", entries) + "}";
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints().forEach(c -> append(quoted, c));
    return quoted.append('"').toString();
  }

  private static void append(StringBuilder quoted, int c) {
    if (c == '"' || c == '\\') {
      quoted.append('\\').append((char) c);
    } else if (c >= ' ' && c < 0x7F) {
      quoted.append((char) c);
    } else {
      quoted.append(String.format(c > 0xFFFF ? "\\U%08x" : "\\u%04x", c));
    }
  }
}

package io.rehost.cli;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Prints JSON (RFC 8259). By hand: loading Jackson takes longer than the rest of a command. */
final class Json {
  private final StringBuilder text = new StringBuilder();

  private Json() {}

  /**
   * A value in lines, indented by two spaces.
   *
   * @param value a map with texts as keys, a list, a text, a whole number, a boolean or null
   * @throws IllegalArgumentException for anything else
   */
  static String print(@Nullable Object value) {
    Json json = new Json();
    json.append(value, "\n");
    return json.text.append('\n').toString();
  }

  private void append(@Nullable Object value, String newLine) {
    switch (value) {
      case null -> text.append("null");
      case String string -> quote(string);
      case Integer number -> text.append(number);
      case Boolean flag -> text.append(flag);
      case List<?> list -> list(list.iterator(), newLine);
      case Map<?, ?> map -> object(map.entrySet().iterator(), newLine);
      default -> throw new IllegalArgumentException("no JSON for " + value.getClass());
    }
  }

  private void list(Iterator<?> items, String newLine) {
    text.append('[');
    boolean any = items.hasNext();
    while (items.hasNext()) {
      text.append(newLine).append("  ");
      append(items.next(), newLine + "  ");
      text.append(items.hasNext() ? "," : "");
    }
    text.append(any ? newLine : "").append(']');
  }

  private void object(Iterator<? extends Map.Entry<?, ?>> entries, String newLine) {
    text.append('{');
    boolean any = entries.hasNext();
    while (entries.hasNext()) {
      Map.Entry<?, ?> entry = entries.next();
      text.append(newLine).append("  ");
      quote(String.valueOf(entry.getKey()));
      text.append(": ");
      append(entry.getValue(), newLine + "  ");
      text.append(entries.hasNext() ? "," : "");
    }
    text.append(any ? newLine : "").append('}');
  }

  private void quote(String string) {
    text.append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      switch (c) {
        case '"', '\\' -> text.append('\\').append(c);
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> text.append(c < ' ' || c == 0x7F ? String.format("\\u%04x", (int) c) : c);
      }
    }
    text.append('"');
  }
}

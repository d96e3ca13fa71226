package io.rehost.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The Host to send: literal text, the text that the matched wildcard stood for, and values of
 * fields.
 */
public record HostTemplate(List<Part> parts) {
  /** What {@link #parse} accepts, in words. */
  public static final String EXPECTED =
      "a host name or IP literal with an optional :port, which may hold {*} and {header.NAME}";

  private static final String WILDCARD = "{*}";
  private static final String FIELD = "{header.";

  public HostTemplate {
    parts = List.copyOf(parts);
  }

  /**
   * Reads text with {@code {*}} and {@code {header.NAME}} in it. Literal text is kept as it shall
   * go on the wire, but for non-ASCII labels, which become A-labels.
   *
   * @return null if the text is not of that form, or no substitution could make a host of it
   */
  public static @Nullable HostTemplate parse(String text) {
    String ascii = placeholdersStandInAsciiLabels(text) ? HostName.withALabels(text) : null;
    List<Part> parts = ascii == null ? null : split(ascii);
    if (parts == null || !(isHost(sample(parts, "a")) || isHost(sample(parts, "1")))) {
      return null;
    }
    return new HostTemplate(parts);
  }

  /** Whether the result is the same for every request. */
  public boolean isLiteral() {
    return parts.stream().allMatch(Part.Literal.class::isInstance);
  }

  /** Whether {@code {*}} is in it. */
  public boolean hasWildcardText() {
    return parts.stream().anyMatch(Part.WildcardText.class::isInstance);
  }

  /** The names of the fields whose values are in it, in order. */
  public List<String> fields() {
    return parts.stream()
        .filter(Part.FieldValue.class::isInstance)
        .map(part -> ((Part.FieldValue) part).name())
        .toList();
  }

  /** As in a rules document. */
  @Override
  public String toString() {
    return parts.stream().map(Part::toString).collect(Collectors.joining());
  }

  /** Whether the text may go on the wire as Host. */
  static boolean isHost(String text) {
    return !text.endsWith(":") && Authority.parse(text) != null;
  }

  private static @Nullable List<Part> split(String text) {
    List<Part> parts = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int brace = text.indexOf('{', at);
      if (brace != at) {
        int end = brace < 0 ? text.length() : brace;
        parts.add(new Part.Literal(text.substring(at, end)));
        at = end;
      } else if (text.startsWith(WILDCARD, at)) {
        parts.add(new Part.WildcardText());
        at += WILDCARD.length();
      } else {
        int end = text.indexOf('}', at);
        int name = at + FIELD.length();
        if (!text.startsWith(FIELD, at) || end <= name || !isToken(text, name, end)) {
          return null;
        }
        parts.add(new Part.FieldValue(text.substring(name, end)));
        at = end + 1;
      }
    }
    return parts;
  }

  private static String sample(List<Part> parts, String value) {
    return parts.stream()
        .map(part -> part instanceof Part.Literal literal ? literal.text() : value)
        .collect(Collectors.joining());
  }

  private static boolean placeholdersStandInAsciiLabels(String text) {
    for (String label : text.split("\\.", -1)) {
      boolean placeholder = label.indexOf('{') >= 0 || label.indexOf('}') >= 0;
      if (placeholder && label.chars().anyMatch(c -> c >= 0x80)) {
        return false;
      }
    }
    return true;
  }

  /** RFC 9110 5.6.2. */
  private static boolean isToken(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      boolean alphanumeric =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || IpLiteral.isDigit(c);
      if (!alphanumeric && "!#$%&'*+-.^_`|~".indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  /** A piece of the result. */
  public sealed interface Part {
    /** Goes out as it is. */
    record Literal(String text) implements Part {
      @Override
      public String toString() {
        return text;
      }
    }

    /** {@code {*}}: what the wildcard of the matched host stood for. */
    record WildcardText() implements Part {
      @Override
      public String toString() {
        return WILDCARD;
      }
    }

    /** {@code {header.NAME}}: the one value of that field. */
    record FieldValue(String name) implements Part {
      @Override
      public String toString() {
        return FIELD + name + "}";
      }
    }
  }
}

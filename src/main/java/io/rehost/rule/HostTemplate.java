package io.rehost.rule;

import java.util.List;

/**
 * The Host to send: literal text, the text that the matched wildcard stood for, and values of
 * fields.
 */
public record HostTemplate(List<Part> parts) {
  public HostTemplate {
    parts = List.copyOf(parts);
  }

  /** A piece of the result. */
  public sealed interface Part {
    /** Goes out as it is. */
    record Literal(String text) implements Part {}

    /** {@code {*}}: what the wildcard of the matched host stood for. */
    record WildcardText() implements Part {}

    /** {@code {header.NAME}}: the one value of that field. */
    record FieldValue(String name) implements Part {}
  }
}

package io.rehost.rule.document;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A YAML node with its place. Text keeps what was written, so that a number is never turned round
 * and back ({@code 1.10} stays {@code 1.10}).
 */
sealed interface Yaml {
  /** Where it begins. */
  Place place();

  /** How to quote it in a problem: text as it is, everything else in flow style. */
  String shown();

  /** What a scalar is by the core schema of YAML 1.2. */
  enum Type {
    TEXT,
    NUMBER,
    BOOLEAN,
    NULL
  }

  /** A scalar. */
  record Text(String value, Type type, Place place) implements Yaml {
    @Override
    public String shown() {
      return value;
    }
  }

  /** A sequence. */
  record Items(List<Yaml> items, Place place) implements Yaml {
    public Items {
      items = List.copyOf(items);
    }

    @Override
    public String shown() {
      return items.stream().map(Yaml::shown).collect(Collectors.joining(", ", "[", "]"));
    }
  }

  /** A mapping, its keys in order and perhaps given twice. */
  record Fields(List<Entry> entries, Place place) implements Yaml {
    public Fields {
      entries = List.copyOf(entries);
    }

    @Override
    public String shown() {
      return entries.stream()
          .map(entry -> entry.key().shown() + ": " + entry.value().shown())
          .collect(Collectors.joining(", ", "{", "}"));
    }
  }

  /** A key and its value. */
  record Entry(Yaml key, Yaml value) {}

  /**
   * What rules documents may not hold: an alias, an anchor or a tag, with the sign that marks it.
   */
  record Forbidden(String shown, Place place) implements Yaml {}
}

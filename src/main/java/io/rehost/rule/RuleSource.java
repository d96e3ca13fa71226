package io.rehost.rule;

/**
 * Where a rules document comes from.
 *
 * @param name of the ConfigMap, or path of the file; unique among the sources of a process
 */
public record RuleSource(Kind kind, String name) {
  /** The kind of thing that holds the document. */
  public enum Kind {
    CONFIG_MAP("ConfigMap"),
    FILE("File");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    /** The spelling in JSON. */
    @Override
    public String toString() {
      return text;
    }
  }
}

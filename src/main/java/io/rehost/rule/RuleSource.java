package io.rehost.rule;

/**
 * Where a rules document comes from.
 *
 * @param name of the ConfigMap, or path of the file; unique among the sources of a process
 * @param fallback serves only until a source that is none has given a good document
 */
public record RuleSource(Kind kind, String name, boolean fallback) {
  /** A source that is joined with the others. */
  public RuleSource(Kind kind, String name) {
    this(kind, name, false);
  }

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

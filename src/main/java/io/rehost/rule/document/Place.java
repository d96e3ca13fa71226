package io.rehost.rule.document;

/**
 * A position in a text.
 *
 * @param line counted from 1
 * @param column counted from 1, in code points
 */
record Place(int line, int column) {
  /** The first character. */
  static final Place START = new Place(1, 1);

  /** This position, seen from the file in which the text begins at {@code start}. */
  Place within(Place start) {
    return new Place(line + start.line() - 1, column + start.column() - 1);
  }

  /** {@code line 3, column 5}. */
  @Override
  public String toString() {
    return "line " + line + ", column " + column;
  }
}

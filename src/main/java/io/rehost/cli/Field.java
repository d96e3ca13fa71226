package io.rehost.cli;

/** One field line of a request that was typed rather than sent. */
record Field(String name, String value) {
  /** Whether this is a field of that name, whose case does not matter. */
  boolean is(String other) {
    return name.equalsIgnoreCase(other);
  }

  /** As in a head. */
  @Override
  public String toString() {
    return name + ": " + value;
  }
}

package io.rehost.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One field line of a request that was typed rather than sent. */
record Field(String name, String value) {
  /** What {@link #parse} accepts, in words. */
  static final String EXPECTED = "a header field, such as 'x-env: canary'";

  /** RFC 9110 5.6.2. */
  static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

  private static final Pattern SYNTAX =
      Pattern.compile(
          "(" + TOKEN + "):[ \t]*(|[^\r\n\0 \t]|[^\r\n\0 \t][^\r\n\0]*[^\r\n\0 \t])[ \t]*");

  /** Reads a line such as {@code x-env: canary}; null if it is none. */
  static @Nullable Field parse(String line) {
    Matcher field = SYNTAX.matcher(line);
    return field.matches() ? new Field(field.group(1), field.group(2)) : null;
  }

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

package io.rehost.rule.document;

import org.jspecify.annotations.Nullable;

/**
 * One text of a document and the means to say what is wrong with it.
 *
 * @param path such as {@code rules[2].match.hosts[0]}
 */
record Scalar(String path, String text, Place place, Problems problems) {

  /** Turns a text into a value; null if it is wrong, which has then been noted. */
  @FunctionalInterface
  interface Form<T> {
    @Nullable T read(Scalar scalar);
  }

  /** The value; if it is null, that the text is not as expected has been noted. */
  <T> @Nullable T orReject(@Nullable T value, String expected) {
    if (value == null) {
      reject(expected);
    }
    return value;
  }

  /** Notes that the text is not as expected. */
  void reject(String expected) {
    problems.add(path, text, expected, place);
  }
}

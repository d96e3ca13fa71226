package io.rehost.rule;

import org.jspecify.annotations.Nullable;

/**
 * Something wrong in a rules document or a setting, in words for the person who wrote it.
 *
 * @param path where, such as {@code rules[2].match.hosts[0]}; empty for the document as a whole
 * @param found the offending value as written, or null if something is missing
 * @param expected the accepted form
 * @param line counted from 1; 0 if unknown
 * @param column counted from 1; 0 if unknown
 */
public record Problem(String path, @Nullable String found, String expected, int line, int column) {

  /** {@code rules[2].match.hosts[0]: "a b" (expected: a host name, or *.suffix)}. */
  @Override
  public String toString() {
    String place = path.isEmpty() ? "document" : path;
    String what = found == null ? "missing" : '"' + found + '"';
    return place + ": " + what + " (expected: " + expected + ")";
  }
}

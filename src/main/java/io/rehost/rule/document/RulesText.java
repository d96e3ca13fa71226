package io.rehost.rule.document;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The text of one rules document and where it was found.
 *
 * @param bytes in UTF-8
 * @param origin decides which files it may name
 * @param configMap the name of the ConfigMap; null if it isn't from one or that has no name
 * @param labelled whether a ConfigMap bears the label by which rules are found; true for files
 * @param line where the document begins in its file, counted from 1
 * @param column where its lines begin, counted from 1
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; copying 1 MiB would serve nobody
public record RulesText(
    byte[] bytes,
    Origin origin,
    @Nullable String configMap,
    boolean labelled,
    int line,
    int column) {

  /** A document that stands by itself. */
  public static RulesText of(byte[] bytes, Origin origin) {
    return new RulesText(bytes, origin, null, true, 1, 1);
  }

  /** A document as the value of a ConfigMap. */
  public static RulesText of(String value, Origin origin) {
    return of(value.getBytes(StandardCharsets.UTF_8), origin);
  }

  Place start() {
    return new Place(line, column);
  }
}

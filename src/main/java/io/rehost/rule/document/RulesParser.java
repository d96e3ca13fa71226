package io.rehost.rule.document;

import io.rehost.rule.DocumentCheck;
import io.rehost.rule.Problem;
import io.rehost.rule.RulesDocument;
import io.rehost.rule.document.YamlReader.Stream.Documents;
import io.rehost.rule.document.YamlReader.Stream.Malformed;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Text to rules or to all problems at once: contract section 3.
 *
 * <p>A document is judged by itself. What depends on settings or on other documents (a default
 * upstream, equal names in two documents, whether a file exists) is not seen here.
 *
 * <p>Stateless; safe from any thread. Takes time and memory in proportion to the text.
 */
public final class RulesParser {
  /** Bytes that a document may have; also the most that Kubernetes stores in a ConfigMap. */
  public static final int MAX_BYTES = 1 << 20;

  private RulesParser() {}

  /** Reads the value of key {@code rules.yaml} of a ConfigMap, or the content of a file. */
  public static ParseResult parse(byte[] bytes, Origin origin) {
    return parse(RulesText.of(bytes, origin));
  }

  /** Reads the value of key {@code rules.yaml} of a ConfigMap. */
  public static ParseResult parse(String value, Origin origin) {
    return parse(RulesText.of(value, origin));
  }

  /** Reads a document; places are those in the file around it. */
  public static ParseResult parse(RulesText text) {
    Problems problems = new Problems(text.start());
    RulesDocument document = read(text, problems);
    if (document != null) {
      problems.addAllOfReadWell(DocumentCheck.problems(document));
    }
    return document != null && problems.isEmpty()
        ? new ParseResult.Parsed(document, text)
        : new ParseResult.Rejected(problems.inOrder());
  }

  /**
   * Reads a file that holds one rules document, plain or in a ConfigMap manifest among others.
   *
   * @param origin of a plain document; one in a manifest is {@link Origin#CONFIGMAP}
   */
  public static ParseResult parseFile(byte[] bytes, Origin origin) {
    RulesFile file = RulesFile.read(bytes, origin);
    if (!file.problems().isEmpty()) {
      return new ParseResult.Rejected(file.problems());
    }
    return file.texts().size() == 1
        ? parse(file.texts().getFirst())
        : new ParseResult.Rejected(List.of(oneDocument(file.texts().size())));
  }

  private static Problem oneDocument(int found) {
    String expected = "one rules document, plain or in a ConfigMap with key rules.yaml";
    return new Problem("", found == 0 ? null : found + " ConfigMaps", expected, 1, 1);
  }

  private static @Nullable RulesDocument read(RulesText text, Problems problems) {
    String yaml = decode(text.bytes(), problems);
    if (yaml == null) {
      return null;
    }
    return switch (YamlReader.read(yaml)) {
      case Malformed(String found, String expected, Place place) -> {
        problems.addWithPlace("", found, expected, place);
        yield null;
      }
      case Documents(List<Yaml> roots) -> {
        if (roots.size() == 1) {
          yield new DocumentReader(text.origin(), problems).read(roots.getFirst());
        }
        problems.add(
            "",
            roots.isEmpty() ? null : roots.size() + " YAML documents",
            roots.isEmpty() ? DocumentReader.DOCUMENT : "one YAML document",
            roots.isEmpty() ? Place.START : roots.get(1).place());
        yield null;
      }
    };
  }

  /** UTF-8 without its optional byte order mark; null if it is something else or too long. */
  private static @Nullable String decode(byte[] bytes, Problems problems) {
    if (bytes.length > MAX_BYTES) {
      problems.add(
          "", bytes.length + " bytes", "at most 1 MiB, " + MAX_BYTES + " bytes", Place.START);
      return null;
    }
    String text = decodeUtf8(bytes);
    if (text == null) {
      problems.add("", "other bytes", "UTF-8", Place.START);
    }
    return text;
  }

  static @Nullable String decodeUtf8(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}

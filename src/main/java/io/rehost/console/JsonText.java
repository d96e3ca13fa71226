package io.rehost.console;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** One JSON value (RFC 8259) on a line. */
final class JsonText {
  /** The media type of {@link #of}. */
  static final String CONTENT_TYPE = "application/json";

  private static final JsonFactory JSON = new JsonFactory();

  private JsonText() {}

  /** What writes the value. */
  @FunctionalInterface
  interface Writer {
    void write(JsonGenerator json) throws IOException;
  }

  static String of(Writer writer) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      writer.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail so
    }
    return text.append('\n').toString();
  }
}

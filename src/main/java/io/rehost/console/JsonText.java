package io.rehost.console;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One JSON value (RFC 8259) on a line. */
final class JsonText {
  /** The media type of {@link #of}. */
  static final String CONTENT_TYPE = "application/json";

  private static final JsonFactory JSON = new JsonFactory();
  private static final DateTimeFormatter MILLIS =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

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

  /** A time as RFC 3339 writes it, to the millisecond; null for null. */
  static @Nullable String time(@Nullable Instant time) {
    return time == null ? null : MILLIS.format(time);
  }
}

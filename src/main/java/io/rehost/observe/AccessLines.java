package io.rehost.observe;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * Lines of JSON (RFC 8259), ASCII only: whatever bytes a client sent can neither end a line nor
 * mean something to a terminal. To be used by one thread.
 */
final class AccessLines {
  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .rootValueSeparator("")
          .build();
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
  private static final int NANOS_PER_MICRO = 1_000;
  private static final int MICROS_SCALE = 3;

  private final JsonGenerator json;

  /** Lines that are added to {@code out}. */
  AccessLines(ByteArrayOutputStream out) {
    try {
      json = JSON.createGenerator(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail so
    }
  }

  /** Adds a line: the keys of contract section 7, in that order. */
  void add(AccessRecord exchange) {
    try {
      write(exchange);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // as above
    }
  }

  private void write(AccessRecord exchange) throws IOException {
    json.writeStartObject();
    json.writeStringField("time", TIME.format(Instant.ofEpochMilli(exchange.startedMillis())));
    json.writeStringField("client", AddressText.of(exchange.client()));
    json.writeStringField("method", exchange.method());
    json.writeStringField("path", exchange.path());
    json.writeStringField("clientHost", exchange.clientHost());
    json.writeStringField("sentHost", exchange.sentHost());
    json.writeStringField("rule", exchange.rule());
    json.writeStringField("upstream", AddressText.ofNullable(exchange.upstream()));
    json.writeStringField("serverName", exchange.serverName());
    json.writeStringField("protocol", exchange.protocol().toString());
    json.writeStringField("upstreamProtocol", text(exchange.upstreamProtocol()));
    json.writeBooleanField("reused", exchange.reused());
    status(exchange.status());
    json.writeStringField("error", exchange.error() == null ? null : exchange.error().token());
    json.writeNumberField("bytesIn", exchange.bytesIn());
    json.writeNumberField("bytesOut", exchange.bytesOut());
    millis("durationMs", exchange.durationNanos());
    millis("upstreamMs", exchange.upstreamNanos());
    json.writeEndObject();
    json.writeRaw('\n');
    json.flush();
  }

  private void status(int status) throws IOException {
    if (status == 0) {
      json.writeNullField("status");
    } else {
      json.writeNumberField("status", status);
    }
  }

  /** Milliseconds to three places; null for a negative time. */
  private void millis(String key, long nanos) throws IOException {
    if (nanos < 0) {
      json.writeNullField(key);
    } else {
      json.writeNumberField(key, BigDecimal.valueOf(nanos / NANOS_PER_MICRO, MICROS_SCALE));
    }
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }
}

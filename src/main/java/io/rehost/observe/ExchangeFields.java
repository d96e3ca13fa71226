package io.rehost.observe;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;

/** How the values of exchanges are written as JSON: what access log and tap have in common. */
final class ExchangeFields {
  /** ASCII only: whatever bytes a client sent can neither end a line nor mean something else. */
  static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .rootValueSeparator("")
          .build();

  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);
  private static final int NANOS_PER_MICRO = 1_000;
  private static final int MICROS_SCALE = 3;

  private ExchangeFields() {}

  static void time(JsonGenerator json, AccessRecord exchange) throws IOException {
    json.writeStringField("time", TIME.format(Instant.ofEpochMilli(exchange.startedMillis())));
  }

  /** From the status to the times. */
  static void outcome(JsonGenerator json, AccessRecord exchange) throws IOException {
    status(json, exchange.status());
    json.writeStringField("error", exchange.error() == null ? null : exchange.error().token());
    json.writeNumberField("bytesIn", exchange.bytesIn());
    json.writeNumberField("bytesOut", exchange.bytesOut());
    millis(json, "durationMs", exchange.durationNanos());
    millis(json, "upstreamMs", exchange.upstreamNanos());
  }

  private static void status(JsonGenerator json, int status) throws IOException {
    if (status == 0) {
      json.writeNullField("status");
    } else {
      json.writeNumberField("status", status);
    }
  }

  /** Milliseconds to three places; null for a negative time. */
  private static void millis(JsonGenerator json, String key, long nanos) throws IOException {
    if (nanos < 0) {
      json.writeNullField(key);
    } else {
      json.writeNumberField(key, BigDecimal.valueOf(nanos / NANOS_PER_MICRO, MICROS_SCALE));
    }
  }
}

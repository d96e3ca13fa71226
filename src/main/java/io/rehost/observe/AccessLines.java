package io.rehost.observe;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Lines of JSON (RFC 8259), ASCII only: whatever bytes a client sent can neither end a line nor
 * mean something to a terminal. To be used by one thread.
 */
final class AccessLines {
  private final JsonGenerator json;

  /** Lines that are added to {@code out}. */
  AccessLines(ByteArrayOutputStream out) {
    try {
      json = ExchangeFields.JSON.createGenerator(out);
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
    ExchangeFields.time(json, exchange);
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
    ExchangeFields.outcome(json, exchange);
    json.writeEndObject();
    json.writeRaw('\n');
    json.flush();
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }
}

package io.rehost.observe;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tap's object: the keys of contract section 7, in that order, all of them always there. */
final class TapJson {
  private TapJson() {}

  /** One line, ASCII only. */
  static String of(TapRecord record) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = ExchangeFields.JSON.createGenerator(text)) {
      write(record, json);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail so
    }
    return text.toString();
  }

  private static void write(TapRecord record, JsonGenerator json) throws IOException {
    AccessRecord exchange = record.exchange();
    json.writeStartObject();
    ExchangeFields.time(json, exchange);
    json.writeStringField("rule", exchange.rule());
    json.writeObjectFieldStart("client");
    json.writeStringField("address", AddressText.of(exchange.client()));
    lines(json, record.clientHead());
    json.writeEndObject();
    json.writeObjectFieldStart("sent");
    json.writeStringField("connect", AddressText.ofNullable(exchange.upstream()));
    json.writeStringField("serverName", exchange.serverName());
    var protocol = exchange.upstreamProtocol();
    json.writeStringField("protocol", protocol == null ? null : protocol.toString());
    json.writeBooleanField("reused", exchange.reused());
    lines(json, record.sentHead());
    json.writeEndObject();
    ExchangeFields.outcome(json, exchange);
    json.writeEndObject();
  }

  private static void lines(JsonGenerator json, @Nullable List<String> head) throws IOException {
    if (head == null) {
      json.writeNullField("head");
      return;
    }
    json.writeArrayFieldStart("head");
    for (String line : head) {
      json.writeString(line);
    }
    json.writeEndArray();
  }
}

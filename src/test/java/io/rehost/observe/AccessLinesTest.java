package io.rehost.observe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.rehost.proxy.ProxyError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Contract 7, access log. */
class AccessLinesTest {

  @Example
  void aLineHasExactlyTheKeysOfTheContractInThatOrder() {
    assertThat(line(TestRecord.path("/img/a.png")))
        .isEqualTo(
            "{\"time\":\"2026-11-22T23:29:02.007Z\",\"client\":\"10.1.2.3:51234\","
                + "\"method\":\"GET\",\"path\":\"/img/a.png\",\"clientHost\":\"b2.example.com\","
                + "\"sentHost\":\"go.advent.2019.co.jp\",\"rule\":\"service-b2\","
                + "\"upstream\":\"10.0.0.12:443\",\"serverName\":\"sni.test\","
                + "\"protocol\":\"h2c\",\"upstreamProtocol\":\"h2\",\"reused\":true,"
                + "\"status\":200,\"error\":null,\"bytesIn\":12,\"bytesOut\":3456,"
                + "\"durationMs\":7.890,\"upstreamMs\":2.000}\n");
  }

  @Example
  void whatThereWasNotIsNull() {
    InetSocketAddress client = new InetSocketAddress(InetAddress.ofLiteral("fe80::1%1"), 9);

    assertThat(line(TestRecord.refused(client, ProxyError.MALFORMED_REQUEST, 400)))
        .isEqualTo(
            "{\"time\":\"1970-01-01T00:00:00.000Z\",\"client\":\"[fe80::1]:9\",\"method\":null,"
                + "\"path\":null,\"clientHost\":null,\"sentHost\":null,\"rule\":null,"
                + "\"upstream\":null,\"serverName\":null,\"protocol\":\"http1\","
                + "\"upstreamProtocol\":null,\"reused\":false,\"status\":400,"
                + "\"error\":\"http_request_error\",\"bytesIn\":0,\"bytesOut\":0,"
                + "\"durationMs\":0.000,\"upstreamMs\":null}\n");
    assertThat(line(TestRecord.refused(client, null, 0))).contains("\"status\":null,");
  }

  @Example
  void bytesThatAreNotAsciiAreEscaped() {
    String hostile = "/\"\\\n\r\t\u0000\u001b[2J\u0085\u00ff\u2028\ud800x\udc00";

    assertThat(line(TestRecord.path(hostile)))
        .contains(
            "\"path\":\"/\\\"\\\\\\n\\r\\t\\u0000\\u001B[2J\\u0085\\u00FF\\u2028\\uD800x\\uDC00\",");
  }

  @Property
  void whateverTextAClientSendsIsReadBackFromOneAsciiLine(
      @ForAll("anyText") String method,
      @ForAll("anyText") String path,
      @ForAll("anyText") String host)
      throws IOException {
    String line = line(TestRecord.of(method, path, host));

    assertThat(line).as("one line").matches("\\A[\\x20-\\x7f]+\\n\\z");
    Map<String, String> read = read(line);
    assertThat(read.get("method")).isEqualTo(method);
    assertThat(read.get("path")).isEqualTo(path);
    assertThat(read.get("clientHost")).isEqualTo(host);
    assertThat(read).hasSize(18);
  }

  /** Lone surrogates too. */
  @Provide
  Arbitrary<String> anyText() {
    return Arbitraries.strings().withCharRange('\u0000', '\uffff').ofMaxLength(40);
  }

  private static String line(AccessRecord exchange) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new AccessLines(out).add(exchange);
    return out.toString(UTF_8);
  }

  private static Map<String, String> read(String line) throws IOException {
    Map<String, String> values = new LinkedHashMap<>();
    try (JsonParser json = new JsonFactory().createParser(line)) {
      assertThat(json.nextToken()).isEqualTo(JsonToken.START_OBJECT);
      for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
        json.nextToken();
        values.put(key, Objects.requireNonNull(json.getText()));
      }
      assertThat(json.currentToken()).isEqualTo(JsonToken.END_OBJECT);
      assertThat(json.nextToken()).isNull();
    }
    return values;
  }
}

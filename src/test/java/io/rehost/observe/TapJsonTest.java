package io.rehost.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Contract 7, tap object. */
class TapJsonTest {
  @Test
  void hasExactlyTheKeysOfTheContractInThatOrder() {
    TapRecord record =
        new TapRecord(
            TestRecord.path("/a"), 1, List.of("GET /a HTTP/1.1", "Host: b"), List.of("GET /a"));
    assertThat(TapJson.of(record))
        .isEqualTo(
            "{\"time\":\"2026-11-22T23:29:02.007Z\",\"rule\":\"service-b2\","
                + "\"client\":{\"address\":\"10.1.2.3:51234\","
                + "\"head\":[\"GET /a HTTP/1.1\",\"Host: b\"]},"
                + "\"sent\":{\"connect\":\"10.0.0.12:443\",\"serverName\":\"sni.test\","
                + "\"protocol\":\"h2\",\"reused\":true,\"head\":[\"GET /a\"]},"
                + "\"status\":200,\"error\":null,\"bytesIn\":12,\"bytesOut\":3456,"
                + "\"durationMs\":7.890,\"upstreamMs\":2.000}");
  }

  @Test
  void bytesOfClientsCanNotEndAnEvent() {
    TapRecord record =
        new TapRecord(TestRecord.path("/a"), 1, List.of("x: \n\ndata: 1\r\u0085\u00e9"), null);
    assertThat(TapJson.of(record))
        .contains("\"x: \\n\\ndata: 1\\r\\u0085\\u00E9\"", "\"head\":null")
        .matches("[ -~]*");
  }
}

package io.rehost.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.wire.HeadGuard.Kind;
import io.rehost.wire.HeadGuard.Violation;
import io.rehost.wire.WireKit.Read;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract 4.1: framing is never repaired. Raw bytes, whole and at every split into two reads. */
class HeadGuardTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\n\r\n", // no Host
        "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
        "POST / HTTP/1.0\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3, 3\r\n\r\nabc",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\nabc",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -3\r\n\r\nabc",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x3\r\n\r\nabc",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\nabc",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\nabc",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
        "GET / HTTP/1.1\nHost: a\n\n",
        "GET / HTTP/1.1\r\nHost: a\nX: y\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nno colon here\r\n\r\n",
        "GET / HTTP/1.1\r\n X: y\r\nHost: a\r\n\r\n",
        "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /  HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /\tHTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1 \r\nHost: a\r\n\r\n",
        "GET / http/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1\r\nHost: a\r\n\r\n",
        "GET / HTTP/11\r\nHost: a\r\n\r\n",
        "GET /\r\n\r\n", // HTTP/0.9
        "GET / HTTP/1.1\r\nHost: a\r\nSec-WebSocket-Key1: 1\r\nSec-WebSocket-Key2: 2\r\n\r\n12345678"
      })
  void refusesWhatTwoReadersCouldReadDifferently(String bytes) {
    assertRefused(bytes, Kind.MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3 \r\nabc\r\nx\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\nabc\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n-3\r\nabc\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0x3\r\nabc\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n100000003\r\nabc\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3;a\nb\r\nabc\r\n0\r\n\r\n"
      })
  void refusesBrokenChunks(String bytes) {
    assertRefused(bytes, Kind.MALFORMED);
  }

  @Test
  @DisplayName("unknown coding: 501")
  void saysThatATransferCodingIsUnknown() {
    assertRefused(
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\nabc", Kind.NOT_IMPLEMENTED);
  }

  @Test
  void doesNotImplementConnect() {
    assertRefused("CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n", Kind.NOT_IMPLEMENTED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.2", "HTTP/2.0", "HTTP/0.9", "HTTP/3.0"})
  void refusesVersionsOtherThan10And11(String version) {
    assertRefused("GET / " + version + "\r\nHost: a\r\n\r\n", Kind.VERSION);
  }

  @Test
  void tellsALongTargetFromLargeFields() {
    assertRefused(
        "GET /" + "a".repeat(2000) + " HTTP/1.1\r\nHost: a\r\n\r\n", Kind.TARGET_TOO_LONG);
    assertRefused(
        "GET / HTTP/1.1\r\nHost: a\r\nX: " + "a".repeat(2000) + "\r\n\r\n", Kind.HEAD_TOO_LARGE);
  }

  @Test
  void readsChunksAndTrailersAsOneRequest() {
    var read =
        readAtEverySplit(
            "POST /p?q HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n"
                + "3;x=\"y\"\r\nabc\r\n1\r\nd\r\n0\r\nX-T: 1\r\n\r\n");

    assertThat(read)
        .containsExactly(
            new Read(
                "POST /p?q HTTP/1.1",
                List.of("Host: a", "Transfer-Encoding: Chunked"),
                null,
                "abcd",
                List.of("X-T: 1")));
  }

  @Test
  void readsPipelinedRequestsInOrder() {
    var read =
        readAtEverySplit(
            "POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
                + "\r\nGET /2 HTTP/1.0\r\n\r\n");

    assertThat(read).extracting(Read::line).containsExactly("POST /1 HTTP/1.1", "GET /2 HTTP/1.0");
    assertThat(read).extracting(Read::content).containsExactly("abc", "");
    assertThat(read).extracting(Read::violation).containsOnlyNulls();
  }

  @Test
  @DisplayName("obs-fold: replaced by one space before the rules see it (RFC 9112 5.2)")
  void unfoldsALineFold() {
    var read = readAtEverySplit("GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n \t b\r\n\r\n");

    assertThat(read.getFirst().fields()).containsExactly("Host: a", "X: a b");
  }

  @Test
  void keepsOrderCaseAndRepetitionOfFields() {
    var read = readAtEverySplit("GET / HTTP/1.1\r\nx-B: 2\r\nHost: a\r\nX-A: 1\r\nX-b:3\r\n\r\n");

    assertThat(read.getFirst().fields()).containsExactly("x-B: 2", "Host: a", "X-A: 1", "X-b: 3");
  }

  private static void assertRefused(String bytes, Kind kind) {
    List<Read> read = readAtEverySplit(bytes);
    assertThat(read.stream().map(Read::violation).filter(Objects::nonNull))
        .extracting(Violation::kind)
        .as(bytes)
        .containsExactly(kind);
  }

  /** Where the bytes are cut must make no difference. */
  private static List<Read> readAtEverySplit(String bytes) {
    List<Read> whole = WireKit.read(bytes);
    for (int i = 1; i < bytes.length(); i++) {
      assertThat(WireKit.read(bytes.substring(0, i), bytes.substring(i)))
          .as("split at %d", i)
          .isEqualTo(whole);
    }
    return whole;
  }
}

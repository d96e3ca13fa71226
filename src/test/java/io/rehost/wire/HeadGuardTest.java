package io.rehost.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.wire.HeadGuard.Kind;
import io.rehost.wire.HeadGuard.Violation;
import io.rehost.wire.WireKit.Read;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * What comes out of good heads, and which limit a large one breaks; at every split of the bytes.
 */
class HeadGuardTest {

  @Test
  void tellsALongTargetFromLargeFields() {
    assertRefused(
        "GET /" + "a".repeat(2000) + " HTTP/1.1\r\nHost: a\r\n\r\n", Kind.TARGET_TOO_LONG);
    assertRefused(
        "GET / HTTP/1.1\r\nHost: a\r\nX: " + "a".repeat(2000) + "\r\n\r\n", Kind.HEAD_TOO_LARGE);
  }

  @Test
  void limitsTrailersAsItLimitsFields() {
    String chunked = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n";
    String small = "X: " + "a".repeat(500) + "\r\n";

    assertRefused(chunked + "X: " + "a".repeat(2000) + "\r\n\r\n", Kind.MALFORMED);
    assertRefused(chunked + small.repeat(3) + "\r\n", Kind.MALFORMED);
    assertThat(WireKit.readAtEverySplit(chunked + small.repeat(2) + "\r\n").getFirst().trailers())
        .hasSize(2);
  }

  @Test
  void readsChunksAndTrailersAsOneRequest() {
    var read =
        WireKit.readAtEverySplit(
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
        WireKit.readAtEverySplit(
            "POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
                + "\r\nGET /2 HTTP/1.0\r\n\r\n");

    assertThat(read).extracting(Read::line).containsExactly("POST /1 HTTP/1.1", "GET /2 HTTP/1.0");
    assertThat(read).extracting(Read::content).containsExactly("abc", "");
    assertThat(read).extracting(Read::violation).containsOnlyNulls();
  }

  @Test
  void keepsOrderCaseAndRepetitionOfFields() {
    var read =
        WireKit.readAtEverySplit("GET / HTTP/1.1\r\nx-B: 2\r\nHost: a\r\nX-A: 1\r\nX-b:3\r\n\r\n");

    assertThat(read.getFirst().fields()).containsExactly("x-B: 2", "Host: a", "X-A: 1", "X-b: 3");
  }

  private static void assertRefused(String bytes, Kind kind) {
    List<Read> read = WireKit.readAtEverySplit(bytes);
    assertThat(read.stream().map(Read::violation).filter(Objects::nonNull))
        .extracting(Violation::kind)
        .as(bytes)
        .containsExactly(kind);
  }
}

package io.rehost.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9113 8.2, 8.3.1: a request of HTTP/1.1 as HTTP/2 says it. */
class Http2RequestHeadTest {
  @Test
  @DisplayName("Host -> :authority, names in lower case, order and repetition kept")
  void pseudoFieldsComeFirstAndTheRestInOrder() {
    assertThat(
            of(
                "PATCH",
                "/a/../b?%7e",
                true,
                "X-B",
                "1",
                "HOST",
                "b.test:8443",
                "A",
                "2",
                "x-b",
                "3"))
        .containsExactly(
            ":method: PATCH",
            ":scheme: https",
            ":authority: b.test:8443",
            ":path: /a/../b?%7e",
            "x-b: 1",
            "a: 2",
            "x-b: 3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Connection",
        "Keep-Alive",
        "Proxy-Connection",
        "Transfer-Encoding",
        "Upgrade",
        "HTTP2-Settings"
      })
  void noFieldOfTheConnectionCrossesOver(String name) {
    assertThat(of("GET", "/", false, "Host", "b.test", name, "x", "end", "to-end"))
        .containsExactly(
            ":method: GET", ":scheme: http", ":authority: b.test", ":path: /", "end: to-end");
  }

  @Test
  void teSaysTrailersOrNothing() {
    assertThat(of("GET", "/", false, "Host", "b", "TE", "Trailers")).endsWith("te: trailers");
    assertThat(of("GET", "/", false, "Host", "b", "TE", "gzip")).endsWith(":path: /");
  }

  @Test
  void contentLengthExpectAndCookieStay() {
    assertThat(
            of(
                "PUT",
                "/",
                false,
                "Content-Length",
                "5",
                "Expect",
                "100-continue",
                "Cookie",
                "a; b"))
        .containsExactly(
            ":method: PUT",
            ":scheme: http",
            ":path: /",
            "content-length: 5",
            "expect: 100-continue",
            "cookie: a; b");
  }

  @Test
  void trailersLoseOnlyWhatBelongsToAConnection() {
    var fields = new DefaultHttpHeaders();
    fields.add("Checksum", "1").add("Connection", "close");

    assertThat(lines(Http2RequestHead.trailers(fields))).containsExactly("checksum: 1");
  }

  private static List<String> of(String method, String target, boolean tls, String... fields) {
    HttpRequest request =
        new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.valueOf(method), target);
    for (int i = 0; i < fields.length; i += 2) {
      request.headers().add(fields[i], fields[i + 1]);
    }
    return lines(Http2RequestHead.of(request, tls));
  }

  private static List<String> lines(Http2Headers head) {
    List<String> lines = new ArrayList<>();
    head.forEach(field -> lines.add(field.getKey() + ": " + field.getValue()));
    return lines;
  }
}

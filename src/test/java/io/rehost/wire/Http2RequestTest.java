package io.rehost.wire;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.rehost.wire.HeadGuard.Kind;
import io.rehost.wire.HeadGuard.Violation;
import io.rehost.wire.RefusedHttp2Heads.Refused;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Issue 5, downgrade safety: what may become a request of HTTP/1.1, and which. */
class Http2RequestTest {
  private static final int LIMIT = 1024;

  static Stream<Refused> refused() {
    // what the authority means is ClientHead's to say
    return RefusedHttp2Heads.all()
        .filter(it -> !it.fields().contains(":authority") || isAuthority(it));
  }

  private static boolean isAuthority(Refused vector) {
    String value = vector.fields().get(vector.fields().indexOf(":authority") + 1);
    return vector.malformed() || value.matches("a\\.test(:443)?");
  }

  @ParameterizedTest
  @MethodSource("refused")
  void isRefused(Refused vector) {
    Http2Request request = request(true, vector.fields());

    Violation violation = HeadGuard.check(request);
    assertThat(requireNonNull(violation).kind())
        .isEqualTo(vector.status() == 501 ? Kind.NOT_IMPLEMENTED : Kind.MALFORMED);
    assertThat(request.isMalformed()).isEqualTo(vector.malformed());
  }

  @Test
  void theAuthorityBecomesHostAndComesFirst() {
    Http2Request request =
        request(true, RefusedHttp2Heads.get("x", "1", "host", "A.test:80", "y", ""));

    assertThat(HeadGuard.check(request)).isNull();
    assertThat(lines(request)).containsExactly("host: a.test", "x: 1", "y: ");
    assertThat(request.protocolVersion()).isEqualTo(Http2.VERSION);
    assertThat(request.uri()).isEqualTo("/");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.test", "A.TEST", "a.test:80"})
  void hostMayRepeatTheAuthority(String host) {
    assertThat(HeadGuard.check(request(true, RefusedHttp2Heads.get("host", host)))).isNull();
  }

  @Test
  void hostAloneStaysWhereItIs() {
    Http2Request request =
        request(
            true,
            List.of(
                ":method", "GET", ":scheme", "https", ":path", "/", "x", "1", "host", "c.test"));

    assertThat(lines(request)).containsExactly("x: 1", "host: c.test");
  }

  @Test
  void fieldsStayInTheirOrderWithTheirLengthsAsWritten() {
    Http2Request request =
        request(false, RefusedHttp2Heads.get("content-length", "007", "x", "1", "x", "2"));

    assertThat(lines(request))
        .containsExactly("host: a.test", "content-length: 007", "x: 1", "x: 2");
  }

  @Test
  void contentWithoutLengthIsChunked() {
    assertThat(lines(request(false, RefusedHttp2Heads.get())))
        .containsExactly("host: a.test", "transfer-encoding: chunked");
    assertThat(lines(request(true, RefusedHttp2Heads.get()))).containsExactly("host: a.test");
  }

  @Test
  void emptyCrumbsAreLeftOut() {
    HttpRequest request =
        request(true, RefusedHttp2Heads.get("cookie", "", "cookie", "a=1", "cookie", ""));

    assertThat(lines(request)).containsExactly("host: a.test", "cookie: a=1");
  }

  @Test
  void crumbsAreJoinedInThePlaceOfTheFirst() {
    Http2Request request =
        request(true, RefusedHttp2Heads.get("cookie", "a=1", "x", "y", "cookie", "b=2; c=3"));

    assertThat(lines(request)).containsExactly("host: a.test", "cookie: a=1; b=2; c=3", "x: y");
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "/", "/*", "//a//b", "/%2e%2e/", "/?a=b"})
  void targetsStayAsTheyAre(String path) {
    List<String> fields = RefusedHttp2Heads.get();
    fields.set(1, "OPTIONS");
    fields.set(5, path);
    Http2Request request = request(true, fields);

    assertThat(HeadGuard.check(request)).isNull();
    assertThat(request.uri()).isEqualTo(path);
  }

  @Test
  void aHeadOverTheLimitIsTooLargeAndIsNotKept() {
    Http2RequestFields fields = fields(RefusedHttp2Heads.get());
    for (int i = 0; i < 10_000; i++) {
      fields.add("x", "y".repeat(100));
    }

    Violation violation = fields.problem();
    assertThat(requireNonNull(violation).kind()).isEqualTo(Kind.HEAD_TOO_LARGE);
    assertThat(fields.size()).isLessThan(2 * LIMIT / 100);
  }

  @Test
  void aPathOverTheLimitIsATargetTooLong() {
    List<String> fields = RefusedHttp2Heads.get();
    fields.set(5, "/" + "x".repeat(LIMIT));
    Violation violation = HeadGuard.check(request(true, fields));

    assertThat(requireNonNull(violation).kind()).isEqualTo(Kind.TARGET_TOO_LONG);
  }

  @Test
  void theLimitCountsAsRfc9113Does() {
    Http2RequestFields fields = new Http2RequestFields(2 * (32 + 4));
    fields.add("abc", "1");
    fields.add("ab", "12");
    assertThat(fields.problem()).isNull();
    fields.add("a", "");
    assertThat(fields.problem()).isNotNull();
  }

  @Test
  void trailersAreRelayed() {
    LastHttpContent last = Http2Request.trailers(fields(List.of("x-sum", "1", "x-sum", "2")));

    assertThat(requireNonNull(last).trailingHeaders().getAll("x-sum")).containsExactly("1", "2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ":path",
        "host",
        "content-length",
        "transfer-encoding",
        "connection",
        "te",
        "trailer",
        "X",
        "a b",
        ""
      })
  void someFieldsAreNoTrailers(String name) {
    assertThat(Http2Request.trailers(fields(List.of(name, "1")))).isNull();
  }

  static Http2Request request(boolean last, List<String> fields) {
    return Http2Request.of(fields(fields), last);
  }

  private static Http2RequestFields fields(List<String> fields) {
    Http2RequestFields all = new Http2RequestFields(LIMIT);
    for (int i = 0; i < fields.size(); i += 2) {
      all.add(fields.get(i), fields.get(i + 1));
    }
    return all;
  }

  static List<String> lines(HttpRequest request) {
    return request.headers().entries().stream().map(Http2RequestTest::line).toList();
  }

  private static String line(Map.Entry<String, String> field) {
    return field.getKey() + ": " + field.getValue();
  }
}

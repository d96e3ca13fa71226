package io.rehost.wire;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Contract 4.1: framing is what every reader sees. What is read, and sent on, is the same whether a
 * head is read by our scan or by Netty's decoder.
 */
class CodecAgreementTest {
  /** Lines of fields as they are, and as they should not be. */
  private static final List<String> FIELDS =
      List.of(
          "Host: a",
          "host: a.test:80",
          "Content-Length: 3",
          "content-length: 0",
          "Content-Length: 03",
          "Content-Length: +3",
          "Content-Length: 3 ",
          "Content-Length: 3,3",
          "Transfer-Encoding: chunked",
          "Transfer-Encoding: CHUNKED",
          "Transfer-Encoding:chunked",
          "Transfer-Encoding: xchunked",
          "Transfer-Encoding: gzip, chunked",
          "Transfer-Encoding : chunked",
          "Connection: keep-alive, x-a",
          "Connection: upgrade",
          "Upgrade: websocket",
          "Sec-WebSocket-Key1: 1",
          "TE: trailers",
          "X-A:  two",
          "X-A: b\t",
          "X-A: b\tc",
          "X-A:",
          "X-A: ",
          " folded: x",
          "X-A: \u00e9",
          "X-\u00c9: a",
          "X-A: \0",
          "X-A: a\rb",
          "X-A: a\nb",
          "Cookie: a=b; c=d",
          "Accept: */*",
          "no colon",
          ": empty",
          "X Y: z",
          "Server: s");

  private static final List<String> REQUEST_LINES =
      List.of(
          "GET / HTTP/1.1",
          "GET /a?b#c HTTP/1.1",
          "POST http://b.test/x HTTP/1.1",
          "HEAD * HTTP/1.1",
          "OPTIONS * HTTP/1.1",
          "PUT /\u00e9 HTTP/1.1",
          "PATCH / HTTP/1.0",
          "DELETE /  HTTP/1.1",
          "get / HTTP/1.1",
          "GETX / HTTP/1.1",
          "GET / HTTP/1.1 ",
          "GET / http/1.1",
          "GET /\tx HTTP/1.1",
          "GET  HTTP/1.1",
          "CONNECT a:1 HTTP/1.1");

  private static final List<String> STATUS_LINES =
      List.of(
          "HTTP/1.1 200 OK",
          "HTTP/1.1 200 ok",
          "HTTP/1.1 200 ",
          "HTTP/1.1 200",
          "HTTP/1.1 404 Not Found ",
          "HTTP/1.1 204 No Content",
          "HTTP/1.1 304 Not Modified",
          "HTTP/1.1 100 Continue",
          "HTTP/1.1 103 Early Hints",
          "HTTP/1.1 205 Reset",
          "HTTP/1.1 599 Odd",
          "HTTP/1.1 600 Odder",
          "HTTP/1.1 099 Odd",
          "HTTP/1.1  200 OK",
          "HTTP/1.1 200  OK",
          "HTTP/1.1 500 \u00e9",
          "HTTP/1.0 200 OK");

  private static final List<String> CONTENTS =
      List.of("", "abc", "abcd", "3\r\nabc\r\n0\r\n\r\n", "3\r\nabc\r\n0\r\nX: y\r\n\r\n", "0");

  @ParameterizedTest
  @MethodSource("corpus")
  void bothWaysReadTheSameOfWhatAFuzzerHasTried(Path input) throws IOException {
    CodecFuzz.fuzzerTestOneInput(Files.readAllBytes(input));
  }

  static List<Path> corpus() throws IOException {
    try (Stream<Path> inputs = Files.list(Path.of("src/test/resources/fuzz/codec"))) {
      return inputs.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("io.rehost.wire.RequestVectors#refused")
  void bothWaysReadTheSameOfWhatIsRefused(RequestVectors.Refused vector) {
    CodecAgreement.ofRequests(vector.bytes());
  }

  @ParameterizedTest
  @MethodSource("io.rehost.wire.RequestVectors#forwarded")
  void bothWaysReadTheSameOfWhatIsForwarded(RequestVectors.Forwarded vector) {
    CodecAgreement.ofRequests(vector.bytes());
  }

  @ParameterizedTest
  @MethodSource("io.rehost.wire.ResponseVectors#malformed")
  void bothWaysReadTheSameOfAMalformedResponse(ResponseVectors.Malformed vector) {
    CodecAgreement.ofResponses("GET", vector.bytes());
  }

  @ParameterizedTest
  @MethodSource("io.rehost.wire.ResponseVectors#cut")
  void bothWaysReadTheSameOfACutResponse(ResponseVectors.Cut vector) {
    CodecAgreement.ofResponses("GET", vector.bytes());
  }

  @ParameterizedTest
  @MethodSource("io.rehost.wire.ResponseVectors#whole")
  void bothWaysReadTheSameOfAWholeResponse(ResponseVectors.Whole vector) {
    CodecAgreement.ofResponses(vector.method(), vector.bytes());
  }

  @Property
  void bothWaysReadTheSameRequests(@ForAll("requests") List<String> requests) {
    CodecAgreement.ofRequests(String.join("", requests));
  }

  @Property
  void bothWaysReadTheSameResponses(
      @ForAll("responses") List<String> responses, @ForAll boolean head) {
    CodecAgreement.ofResponses(head ? "HEAD" : "GET", String.join("", responses));
  }

  @Provide
  Arbitrary<List<String>> requests() {
    return messages(REQUEST_LINES, "Host: a").list().ofMinSize(1).ofMaxSize(3);
  }

  @Provide
  Arbitrary<List<String>> responses() {
    return messages(STATUS_LINES, "Date: now").list().ofMinSize(1).ofMaxSize(2);
  }

  private static Arbitrary<String> messages(List<String> lines, String usual) {
    Arbitrary<String> line =
        Arbitraries.frequencyOf(
            Tuple.of(3, Arbitraries.just(lines.getFirst())), Tuple.of(1, Arbitraries.of(lines)));
    Arbitrary<List<String>> fields = Arbitraries.of(FIELDS).list().ofMaxSize(4);
    return Combinators.combine(
            line, Arbitraries.of(usual, "X-No: thing"), fields, Arbitraries.of(CONTENTS))
        .as(
            (first, own, others, content) ->
                first + "\r\n" + own + "\r\n" + joined(others) + "\r\n" + content);
  }

  private static String joined(List<String> fields) {
    StringBuilder all = new StringBuilder();
    fields.forEach(field -> all.append(field).append("\r\n"));
    return all.toString();
  }
}

package io.rehost.proxy;

import static io.rehost.proxy.FailureTest.assertFailure;
import static io.rehost.proxy.FrameOrigin.CONTINUATION;
import static io.rehost.proxy.FrameOrigin.DATA;
import static io.rehost.proxy.FrameOrigin.END_HEADERS;
import static io.rehost.proxy.FrameOrigin.END_STREAM;
import static io.rehost.proxy.FrameOrigin.HEADERS;
import static io.rehost.proxy.FrameOrigin.PUSH_PROMISE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;

import io.rehost.proxy.FrameOrigin.Connection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Contract 5, "malformed response": what an origin may send over HTTP/2 that is none. */
class Http2LyingOriginTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n";

  /** What is sent on the stream of a GET. */
  @FunctionalInterface
  interface Lie {
    void tell(Connection to, int stream) throws IOException;
  }

  private static Named<Lie> lie(String name, Lie lie) {
    return named(name, lie);
  }

  private static Named<Lie> head(String name, String... fields) {
    return named(name, (to, stream) -> to.head(stream, true, fields));
  }

  static Stream<Named<Lie>> malformedHeads() {
    return Stream.of(
        head("no :status", "x", "y"),
        head("two :status", ":status", "200", ":status", "200"),
        head("late :status", "x", "y", ":status", "200"),
        head("a pseudo-field of requests", ":status", "200", ":path", "/"),
        head("an unknown pseudo-field", ":status", "200", ":x", "y"),
        head("a status of two digits", ":status", "20"),
        head("a status of four digits", ":status", "2000"),
        head("a status with a sign", ":status", "+20"),
        head("a status that begins with 0", ":status", "099"),
        head("a status that is a word", ":status", "2xx"),
        head("an upper-case name", ":status", "200", "X-Y", "z"),
        head("an empty name", ":status", "200", "", "z"),
        head("a name with a colon", ":status", "200", "x:y", "z"),
        head("a name with a blank", ":status", "200", "x y", "z"),
        head("CR LF in a name", ":status", "200", "x\r\ny", "z"),
        head("CR LF in a value", ":status", "200", "x", "y\r\nset-cookie: z"),
        head("LF in a value", ":status", "200", "x", "y\nz"),
        head("NUL in a value", ":status", "200", "x", "y\0z"),
        head("a blank before a value", ":status", "200", "x", " y"),
        head("transfer-encoding", ":status", "200", "transfer-encoding", "chunked"),
        head("connection", ":status", "200", "connection", "close"),
        head("keep-alive", ":status", "200", "keep-alive", "timeout=5"),
        head("proxy-connection", ":status", "200", "proxy-connection", "close"),
        head("upgrade", ":status", "200", "upgrade", "websocket"),
        head("content-length, and no content", ":status", "200", "content-length", "5"),
        head("two equal lengths", ":status", "200", "content-length", "0", "content-length", "0"),
        head("a length with a sign", ":status", "200", "content-length", "+0"),
        head("a length that is a list", ":status", "200", "content-length", "0, 0"),
        head("a length with 204", ":status", "204", "content-length", "5"),
        head("an interim response that ends the stream", ":status", "103"),
        head("101", ":status", "101"));
  }

  static Stream<Named<Lie>> malformedStreams() {
    return Stream.of(
        lie("101 that goes on", (to, stream) -> to.head(stream, false, ":status", "101")),
        lie("content before the head", (to, stream) -> to.data(stream, true, "hello")),
        lie(
            "content after an interim head",
            (to, stream) -> to.head(stream, false, ":status", "100").data(stream, true, "hello")),
        lie(
            "a flood of interim heads",
            (to, stream) -> {
              for (int i = 0; i < 65; i++) {
                to.head(stream, false, ":status", "103");
              }
            }),
        lie(
            "a head over the limit",
            (to, stream) -> {
              String[] fields = new String[2 + 2 * 40];
              fields[0] = ":status";
              fields[1] = "200";
              for (int i = 2; i < fields.length; i += 2) {
                fields[i] = "x" + i;
                fields[i + 1] = "y".repeat(1000);
              }
              byte[] block = FieldBlock.of(fields);
              to.frame(HEADERS, END_STREAM, stream, Arrays.copyOf(block, 16_000));
              to.frame(CONTINUATION, 0, stream, Arrays.copyOfRange(block, 16_000, 32_000));
              to.frame(
                  CONTINUATION,
                  END_HEADERS,
                  stream,
                  Arrays.copyOfRange(block, 32_000, block.length));
            }),
        lie(
            "a flood of CONTINUATION",
            (to, stream) -> {
              to.frame(HEADERS, END_STREAM, stream, FieldBlock.of(":status", "200"));
              for (int i = 0; i < 20; i++) {
                to.frame(CONTINUATION, 0, stream, FieldBlock.of("x" + i, "y"));
              }
            }),
        lie(
            "a head that HPACK can't read",
            (to, stream) -> to.frame(HEADERS, END_HEADERS | END_STREAM, stream, (byte) 0xff)),
        lie(
            "a push",
            (to, stream) -> {
              byte[] promised = FieldBlock.of(":method", "GET", ":scheme", "http", ":path", "/");
              to.frame(
                  PUSH_PROMISE,
                  END_HEADERS,
                  stream,
                  ByteBuffer.allocate(4 + promised.length).putInt(2).put(promised).array());
            }),
        lie("a frame over 16 KiB", (to, stream) -> to.frame(DATA, 0, stream, new byte[20_000])),
        lie("a window over 2^31", (to, stream) -> to.window(0, Integer.MAX_VALUE)),
        lie("content on a stream that nobody opened", (to, stream) -> to.data(99, true, "x")),
        lie("HTTP/1.1", (to, stream) -> to.socket.getOutputStream().write(new byte[100])));
  }

  @ParameterizedTest
  @MethodSource({"malformedHeads", "malformedStreams"})
  void isAnsweredForTheOrigin(Lie lie) throws Exception {
    try (FrameOrigin origin =
            FrameOrigin.answering(
                (request, to) -> {
                  if (request.field(":path").equals("/")) {
                    lie.tell(to, request.stream());
                  } else {
                    to.head(request.stream(), true, ":status", "204");
                  }
                });
        TestProxy proxy = Http2Rules.h2c(origin.upstream(), Http2Rules::oneLoop);
        RawClient client = proxy.client()) {
      RawClient.Response response = client.send(GET).read();
      while (response.status() < 200) {
        response = client.read();
      }

      assertFailure(response, 502, "http_protocol_error");
      assertThat(client.send("GET /good HTTP/1.1\r\nHost: a\r\n\r\n").read().status())
          .as("the next request of the same client")
          .isEqualTo(204);
    }
  }

  static Stream<Named<Lie>> malformedEnds() {
    String[] ok = {":status", "200"};
    String[] five = {":status", "200", "content-length", "5"};
    return Stream.of(
        lie("less than Content-Length", (to, s) -> to.head(s, false, five).data(s, true, "abc")),
        lie("nothing of Content-Length", (to, s) -> to.head(s, false, five).data(s, true, "")),
        lie("more than Content-Length", (to, s) -> to.head(s, false, five).data(s, true, "abcdef")),
        lie("less, with trailers", (to, s) -> to.head(s, false, five).head(s, true, "x", "y")),
        lie(
            "a pseudo-field in trailers",
            (to, s) -> to.head(s, false, ok).data(s, false, "a").head(s, true, ":status", "200")),
        lie(
            "a length in trailers",
            (to, s) ->
                to.head(s, false, ok).data(s, false, "a").head(s, true, "content-length", "1")),
        lie(
            "a connection-specific field in trailers",
            (to, s) ->
                to.head(s, false, ok)
                    .data(s, false, "a")
                    .head(s, true, "transfer-encoding", "chunked")),
        lie(
            "CR LF in trailers",
            (to, s) -> to.head(s, false, ok).data(s, false, "a").head(s, true, "x", "y\r\n\r\nz")),
        lie("a second head", (to, s) -> to.head(s, false, ok).head(s, false, ok)),
        lie(
            "an interim head behind the final one",
            (to, s) -> to.head(s, false, ok).head(s, true, ":status", "103")),
        lie(
            "a flood of empty frames",
            (to, s) -> {
              to.head(s, false, ok);
              for (int i = 0; i < 100; i++) {
                to.data(s, false, "");
              }
            }),
        lie(
            "more than the window",
            (to, s) -> {
              to.head(s, false, ok);
              for (int i = 0; i < 2000; i++) {
                to.frame(DATA, 0, s, new byte[16_000]);
              }
            }));
  }

  @ParameterizedTest
  @MethodSource("malformedEnds")
  void neverLooksWholeToTheClient(Lie lie) throws Exception {
    try (FrameOrigin origin =
            FrameOrigin.answering((request, to) -> lie.tell(to, request.stream()));
        TestProxy proxy = Http2Rules.h2c(origin.upstream(), Http2Rules::oneLoop);
        RawClient client = proxy.client()) {
      client.socket().setReceiveBufferSize(4096);
      client.send(GET);

      String got = client.readToEndOrReset();

      assertThat(client.isReset()).isTrue();
      assertThat(got).doesNotContain("\r\n0\r\n", "HTTP/1.1 502");
    }
  }

  @Test
  void contentOfAResponseToHeadIsNotTheNextResponse() throws Exception {
    try (FrameOrigin origin =
            FrameOrigin.answering(
                (request, to) ->
                    to.head(request.stream(), false, ":status", "200", "content-length", "38")
                        .data(
                            request.stream(),
                            true,
                            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
        TestProxy proxy = Http2Rules.h2c(origin.upstream());
        RawClient client = proxy.client()) {
      client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");

      assertThat(client.readToEndOrReset()).doesNotContain("\r\n\r\nHTTP");
    }
  }

  @Test
  void anOriginThatSpeaksHttp1IsNotAskedTwice() throws Exception {
    try (FrameOrigin origin =
            new FrameOrigin(
                connection ->
                    connection
                        .socket
                        .getOutputStream()
                        .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(ISO_8859_1)));
        TestProxy proxy = Http2Rules.h2c(origin.upstream())) {
      RawClient.Response response = proxy.exchange(GET);

      assertFailure(response, 502, "http_protocol_error");
      assertThat(response.content()).contains("does not speak HTTP/2");
      assertThat(origin.connections()).isEqualTo(1);
    }
  }
}

package io.rehost.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Which heads our scan reads: what it leaves is Netty's to judge, so it may leave too much only.
 */
class WholeHeadsTest {
  private static final String HOST = "Host: a\r\n";
  private static final String OK = "HTTP/1.1 200 OK\r\n";

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"})
  void readsPlainRequests(String method) {
    assertThat(request(method + " /p?q HTTP/1.1\r\n" + HOST + "A: b\tc d\r\n\r\n"))
        .isInstanceOf(HeadFields.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 0",
        "content-length: 123456789012345678",
        "Transfer-Encoding: Chunked",
        "Connection: close",
        "Expect: 100-continue"
      })
  void readsUsualFieldsAboutTheMessage(String field) {
    assertThat(request("POST / HTTP/1.1\r\n" + HOST + field + "\r\n\r\n"))
        .isInstanceOf(HeadFields.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 00",
        "Content-Length: 1234567890123456789",
        "Content-Length: 1\r\nContent-Length: 1",
        "Content-Length: -1",
        "Content-Length: 1, 1",
        "Content-Length: 1\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: identity",
        "Transfer-Encoding: chunked, chunked",
        "Transfer-Encoding: xchunked",
        "Host: b",
        "HOST: a",
        "Upgrade: h2c",
        "Sec-WebSocket-Key1: x",
        "A:b",
        "A:  b",
        "A: b ",
        "A: b\t",
        "A:",
        "A: ",
        "A : b",
        "A: b\r\n c",
        "A: \u00e9",
        "A: \u007f",
        "A: \0",
        "A: b\nC: d",
        "A: b\rC: d",
        "(A): b",
        ": b",
        "A"
      })
  void leavesEveryOtherField(String field) {
    assertThat(request("POST / HTTP/1.1\r\n" + HOST + field + "\r\n\r\n"))
        .isNotInstanceOf(HeadFields.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.0",
        "GET / HTTP/1.2",
        "GET / http/1.1",
        "GET /  HTTP/1.1",
        "GET  / HTTP/1.1",
        "GET HTTP/1.1",
        " GET / HTTP/1.1",
        "GET / HTTP/1.1 ",
        "GET /\u00e9 HTTP/1.1",
        "GET /\u007f HTTP/1.1",
        "GET\t/ HTTP/1.1",
        "CONNECT a:1 HTTP/1.1",
        "TRACE / HTTP/1.1",
        "get / HTTP/1.1"
      })
  void leavesEveryOtherRequestLine(String line) {
    assertThat(request(line + "\r\n" + HOST + "\r\n")).isNotInstanceOf(HeadFields.class);
  }

  @Test
  void leavesRequestsThatAreNotWholeOrTooLargeOrWithoutHost() {
    String plain = "GET / HTTP/1.1\r\n" + HOST + "\r\n";

    assertThat(request(plain.substring(0, 20), plain.substring(20)))
        .isNotInstanceOf(HeadFields.class);
    assertThat(request("GET / HTTP/1.1\r\n" + HOST + "A: " + "b".repeat(900) + "\r\n\r\n"))
        .isInstanceOf(HeadFields.class);
    assertThat(request("GET / HTTP/1.1\r\n" + HOST + "A: " + "b".repeat(1024) + "\r\n\r\n"))
        .isNotInstanceOf(HeadFields.class);
    assertThat(request("GET / HTTP/1.1\r\nA: b\r\n\r\n")).isNotInstanceOf(HeadFields.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"200 OK", "200 Fine", "404 Not Found", "503 x y"})
  void readsPlainResponses(String status) {
    assertThat(response("GET", "HTTP/1.1 " + status + "\r\nContent-Length: 2\r\n\r\nab"))
        .isInstanceOf(HeadFields.class);
    assertThat(response("GET", "HTTP/1.1 " + status + "\r\nTransfer-Encoding: chunked\r\n\r\n"))
        .isInstanceOf(HeadFields.class);
  }

  @Test
  void leavesResponsesWhoseEndIsNotInThem() {
    List<String> others =
        List.of(
            OK + "\r\n",
            OK + "Content-Length: 1\r\n\r\nab",
            OK + "Content-Length: 1\r\nContent-Length: 1\r\n\r\na",
            OK + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
            "HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\na",
            "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 304 Not Modified\r\nContent-Length: 1\r\n\r\n",
            "HTTP/1.1 101 Switch\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 100 Continue\r\n\r\n",
            "HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 2000 OK\r\nContent-Length: 0\r\n\r\n");
    for (String other : others) {
      assertThat(response("GET", other)).as(other).isNotInstanceOf(HeadFields.class);
    }
    assertThat(response("HEAD", OK + "Content-Length: 1\r\n\r\n"))
        .isNotInstanceOf(HeadFields.class);
  }

  private static HttpHeaders request(String... pieces) {
    return head(new EmbeddedChannel(Http1.serverCodec(1024)), pieces);
  }

  private static HttpHeaders response(String method, String bytes) {
    EmbeddedChannel channel = new EmbeddedChannel(Http1.clientCodec(1024));
    channel.writeOutbound(
        new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.valueOf(method), "/"),
        LastHttpContent.EMPTY_LAST_CONTENT);
    return head(channel, bytes);
  }

  private static HttpHeaders head(EmbeddedChannel channel, String... pieces) {
    for (String piece : pieces) {
      channel.writeInbound(Unpooled.copiedBuffer(piece, ISO_8859_1));
    }
    HttpMessage message = channel.readInbound();
    ReferenceCountUtil.release(message);
    channel.finishAndReleaseAll();
    return message.headers();
  }
}

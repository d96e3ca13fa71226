package io.rehost.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.rehost.rule.Upstream;
import org.jspecify.annotations.Nullable;

/** What a client gets when it can't get the origin's response (RFC 9209, RFC 9457). Pure. */
final class FailureResponse {
  private static final int RETRY_AFTER_SECONDS = 1;

  /** RFC 5842 7.2; Netty has no name for it. */
  private static final HttpResponseStatus LOOP_DETECTED =
      new HttpResponseStatus(ProxyError.LOOP.status(), "Loop Detected");

  private FailureResponse() {}

  /**
   * The response for {@code error}.
   *
   * @param detail one sentence; must hold nothing secret
   * @param nextHop where the request was or would have been sent, if that is known
   */
  static FullHttpResponse build(ProxyError error, String detail, @Nullable Upstream nextHop) {
    var status = status(error);
    ByteBuf content = Unpooled.copiedBuffer(problem(status, detail), UTF_8);
    var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, content);
    var fields = response.headers();
    fields.add(FieldNames.DATE, HttpDate.now());
    fields.add(FieldNames.CONTENT_TYPE, "application/problem+json");
    fields.add(FieldNames.CONTENT_LENGTH, content.readableBytes());
    fields.add(FieldNames.PROXY_STATUS, proxyStatus(error, nextHop));
    if (error == ProxyError.CONNECTION_LIMIT) {
      fields.add(FieldNames.RETRY_AFTER, RETRY_AFTER_SECONDS);
    }
    return response;
  }

  private static HttpResponseStatus status(ProxyError error) {
    return error == ProxyError.LOOP ? LOOP_DETECTED : HttpResponseStatus.valueOf(error.status());
  }

  private static String proxyStatus(ProxyError error, @Nullable Upstream nextHop) {
    String status = "rehost; error=" + error.token();
    return nextHop == null ? status : status + "; next-hop=\"" + nextHop.hostAndPort() + '"';
  }

  private static String problem(HttpResponseStatus status, String detail) {
    return "{\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\"}\n"
        .formatted(status.reasonPhrase(), status.code(), escaped(detail));
  }

  /** RFC 8259 7. */
  private static String escaped(String text) {
    StringBuilder json = new StringBuilder(text.length());
    text.chars()
        .forEach(
            c -> {
              if (c == '"' || c == '\\') {
                json.append('\\').append((char) c);
              } else if (c < 0x20) {
                json.append("\\u%04x".formatted(c));
              } else {
                json.append((char) c);
              }
            });
    return json.toString();
  }
}

package io.rehost.wire;

import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_LENGTH;
import static io.netty.handler.codec.http.HttpHeaderNames.TRANSFER_ENCODING;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;

/**
 * The check of a response's head before anybody believes where the response ends (RFC 9112 6.1 to
 * 6.3, with no exceptions). Pure.
 */
final class ResponseGuard {
  private ResponseGuard() {}

  /**
   * Passes a head whose end, and whose content's, no two readers could see differently.
   *
   * @param head as it came, before the decoder removes Transfer-Encoding where it means nothing
   * @throws IllegalArgumentException if it does not pass
   */
  static void check(HttpResponse head) {
    HttpVersion version = head.protocolVersion();
    boolean http11 = version.equals(HttpVersion.HTTP_1_1);
    require(http11 || version.equals(HttpVersion.HTTP_1_0), "neither HTTP/1.0 nor HTTP/1.1");
    HttpHeaders fields = head.headers();
    String length = fields.get(CONTENT_LENGTH);
    boolean coded = fields.contains(TRANSFER_ENCODING);
    if (coded) {
      require(http11, "HTTP/1.0 has no Transfer-Encoding");
      require(length == null, "Content-Length with Transfer-Encoding");
      List<String> codings = fields.getAll(TRANSFER_ENCODING);
      require(
          codings.size() == 1 && codings.getFirst().equalsIgnoreCase("chunked"),
          "Transfer-Encoding is not exactly chunked");
    }
    if (head.status().code() == 204 || head.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
      // never, say RFC 9112 6.1 and RFC 9110 8.6; but zero, as many send it, can't mislead
      require(!coded, "Transfer-Encoding without content");
      require(length == null || length.equals("0"), "Content-Length without content");
    }
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}

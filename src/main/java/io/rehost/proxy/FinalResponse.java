package io.rehost.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.util.List;

/**
 * The response to a request that has come as far as Max-Forwards lets it (RFC 9110 7.6.2). Pure but
 * for its Date.
 *
 * <p>OPTIONS gets an empty 200 (RFC 9110 9.3.7). It has no Allow: which methods a resource has is
 * the origin's to say, and it was not asked.
 *
 * <p>TRACE gets what was received (RFC 9110 9.3.8) reduced to the request line and the fields that
 * it is sent for: where it was going and which way it has come. RFC 9110 excludes fields that are
 * likely to be sensitive; which those are can't be known of fields that other proxies add, such as
 * identities and certificates. So the fields that may be shown are listed, not those that may not,
 * and no credential that a script can't read comes back to it (cross-site tracing).
 */
final class FinalResponse {
  private static final List<AsciiString> SHOWN =
      List.of(FieldNames.HOST, FieldNames.MAX_FORWARDS, FieldNames.VIA, FieldNames.CDN_LOOP);

  private FinalResponse() {}

  /** The response to a TRACE or OPTIONS request. */
  static FullHttpResponse to(HttpRequest request) {
    boolean trace = request.method().equals(HttpMethod.TRACE);
    ByteBuf content =
        trace ? Unpooled.copiedBuffer(shown(request), ISO_8859_1) : Unpooled.EMPTY_BUFFER;
    var response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, content);
    var fields = response.headers();
    fields.add(FieldNames.DATE, HttpDate.now());
    if (trace) {
      fields.add(FieldNames.CONTENT_TYPE, "message/http");
    }
    fields.add(FieldNames.CONTENT_LENGTH, content.readableBytes());
    return response;
  }

  private static String shown(HttpRequest request) {
    StringBuilder head = new StringBuilder(256);
    head.append(request.method()).append(' ').append(request.uri()).append(' ');
    head.append(request.protocolVersion()).append("\r\n");
    var fields = request.headers().iteratorCharSequence();
    while (fields.hasNext()) {
      var field = fields.next();
      if (isShown(field.getKey())) {
        head.append(field.getKey()).append(": ").append(field.getValue()).append("\r\n");
      }
    }
    return head.append("\r\n").toString();
  }

  private static boolean isShown(CharSequence name) {
    for (AsciiString shown : SHOWN) {
      if (shown.contentEqualsIgnoreCase(name)) {
        return true;
      }
    }
    return false;
  }
}

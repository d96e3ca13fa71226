package io.rehost.wire;

import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_LENGTH;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells the frames of one stream of an origin as a response of HTTP/1.1 (RFC 9113 8.1): interim
 * heads, each with an empty end, one final head, content, one end. What is malformed (8.1.1) comes
 * as a head or an end whose {@code decoderResult} says why, and after it nothing.
 *
 * <p>Not thread-safe. It knows no channel; frames come in the order of the wire.
 */
public final class Http2ResponseDecoder {
  private enum Place {
    HEAD,
    CONTENT,
    END,
    BROKEN
  }

  private static final long UNKNOWN = -1;

  private final HttpMethod method;
  private final Consumer<HttpObject> out;
  private Place place = Place.HEAD;
  private int interim;
  private boolean withoutContent;
  private long missing = UNKNOWN;

  /** Tells {@code out} the response to a request with {@code method}. */
  public Http2ResponseDecoder(HttpMethod method, Consumer<HttpObject> out) {
    this.method = method;
    this.out = out;
  }

  /**
   * Takes a HEADERS frame.
   *
   * @param fields as the client's codec delivers them
   * @param last whether it ends the stream
   */
  public void headers(Http2Headers fields, boolean last) {
    switch (place) {
      case HEAD -> head((Http2ResponseFields) fields, last);
      case CONTENT -> trailers((Http2ResponseFields) fields, last);
      case END, BROKEN -> {}
    }
  }

  /** Takes a DATA frame's content and its reference; {@code last} means that it ends the stream. */
  public void data(ByteBuf content, boolean last) {
    String problem = judge(content.readableBytes(), last);
    if (place != Place.CONTENT || problem != null) {
      content.release();
      if (problem != null && place != Place.BROKEN) {
        refuse(problem);
      }
      return;
    }
    if (last) {
      place = Place.END;
    }
    if (!content.isReadable()) {
      content.release();
      if (last) {
        out.accept(LastHttpContent.EMPTY_LAST_CONTENT);
      }
    } else {
      out.accept(last ? new DefaultLastHttpContent(content) : new DefaultHttpContent(content));
    }
  }

  private @Nullable String judge(int bytes, boolean last) {
    if (place == Place.HEAD) {
      return "content before the head";
    }
    if (bytes > 0 && withoutContent) {
      return "content where there is none";
    }
    if (missing != UNKNOWN) {
      missing -= bytes;
      return missing < 0 || (last && missing > 0) ? "more or less than Content-Length" : null;
    }
    return null;
  }

  private void head(Http2ResponseFields fields, boolean last) {
    String problem = fields.problem();
    CharSequence status = fields.status();
    if (problem != null || status == null) {
      refuse(problem == null ? "no status" : problem);
      return;
    }
    int code = Integer.parseInt(status.toString());
    boolean informational = code < 200;
    problem = informational ? interim(code, last) : null;
    CharSequence length = fields.get(CONTENT_LENGTH);
    if (problem == null && length != null) {
      problem = length(code, Long.parseLong(length.toString()), last);
    }
    if (problem != null) {
      refuse(problem);
    } else if (informational) {
      out.accept(response(code, fields));
      out.accept(LastHttpContent.EMPTY_LAST_CONTENT);
    } else {
      begin(code, fields, last);
    }
  }

  private void begin(int code, Http2ResponseFields fields, boolean last) {
    place = last ? Place.END : Place.CONTENT;
    withoutContent = hasNoContent(code);
    HttpResponse head = response(code, fields);
    if (!last && !withoutContent && missing == UNKNOWN) {
      head.headers().add(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }
    out.accept(head);
    if (last) {
      out.accept(LastHttpContent.EMPTY_LAST_CONTENT);
    }
  }

  /** RFC 9113 8.1, 8.6. */
  private @Nullable String interim(int code, boolean last) {
    interim++;
    if (last || code == 101) {
      return "an interim response that ends the stream, or switches protocols";
    }
    return interim > ClientCodec.MAX_INTERIM ? "too many interim responses" : null;
  }

  /** What Content-Length says of this head; remembers how much content there must be. */
  private @Nullable String length(int code, long length, boolean last) {
    if (length > 0 && (code == 204 || code < 200)) {
      return "Content-Length without content"; // as HTTP/1.1 reads it
    }
    if (length > 0 && last && !hasNoContent(code)) {
      return "more or less than Content-Length";
    }
    missing = code < 200 || hasNoContent(code) ? UNKNOWN : length;
    return null;
  }

  private boolean hasNoContent(int code) {
    return method.equals(HttpMethod.HEAD) || code == 204 || code == 304;
  }

  private void trailers(Http2ResponseFields fields, boolean last) {
    String problem = fields.problem();
    if (problem == null && (!last || fields.hasPseudo())) {
      problem = "a second head";
    }
    if (problem == null && missing > 0) {
      problem = "more or less than Content-Length";
    }
    LastHttpContent end = new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER, unvalidated());
    for (var field : fields) {
      if (TrailerSection.prohibits(field.getKey().toString())) {
        problem = "a field that may be no trailer";
      }
      end.trailingHeaders().add(field.getKey(), field.getValue());
    }
    if (problem != null) {
      refuse(problem);
    } else {
      place = Place.END;
      out.accept(end);
    }
  }

  private static HttpResponse response(int code, Http2ResponseFields fields) {
    HttpHeaders copied = unvalidated().newHeaders();
    for (var field : fields) {
      if (field.getKey().charAt(0) != ':') {
        copied.add(field.getKey(), field.getValue());
      }
    }
    return new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(code), copied);
  }

  /** Every name and value has been judged as it came in. */
  private static DefaultHttpHeadersFactory unvalidated() {
    return DefaultHttpHeadersFactory.headersFactory().withValidation(false);
  }

  private void refuse(String problem) {
    HttpObject broken =
        place == Place.HEAD
            ? new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.BAD_GATEWAY)
            : new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER);
    place = Place.BROKEN;
    broken.setDecoderResult(DecoderResult.failure(new IllegalArgumentException(problem)));
    out.accept(broken);
  }
}

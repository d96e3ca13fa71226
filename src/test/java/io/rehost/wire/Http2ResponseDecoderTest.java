package io.rehost.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** RFC 9113 8.1: the frames of a stream as a response of HTTP/1.1. */
class Http2ResponseDecoderTest {
  private final List<String> told = new ArrayList<>();

  @Test
  void contentWithoutLengthIsChunked() {
    var decoder = decoder(HttpMethod.GET);
    decoder.headers(head(":status", "200", "x", "y"), false);
    decoder.data(text("ab"), false);
    decoder.data(text(""), false);
    decoder.data(text("c"), true);

    assertThat(told).containsExactly("200 [x=y, transfer-encoding=chunked]", "ab", "c.");
  }

  @Test
  void contentWithLengthIsNot() {
    var decoder = decoder(HttpMethod.GET);
    decoder.headers(head(":status", "200", "content-length", "2"), false);
    decoder.data(text("ab"), false);
    decoder.headers(head("sum", "1"), true);

    assertThat(told).containsExactly("200 [content-length=2]", "ab", ".[sum=1]");
  }

  @Test
  void interimHeadsHaveAnEndOfTheirOwn() {
    var decoder = decoder(HttpMethod.GET);
    decoder.headers(head(":status", "103", "link", "x"), false);
    decoder.headers(head(":status", "204"), true);

    assertThat(told).containsExactly("103 [link=x]", ".", "204 []", ".");
  }

  @Test
  void headAnd304MayNameALengthThatDoesNotCome() {
    for (String status : List.of("200", "304")) {
      told.clear();
      var decoder = decoder(status.equals("304") ? HttpMethod.GET : HttpMethod.HEAD);
      decoder.headers(head(":status", status, "content-length", "5"), false);
      decoder.data(text(""), true);

      assertThat(told).containsExactly(status + " [content-length=5]", ".");
    }
  }

  @Test
  void nothingIsToldAfterWhatIsMalformed() {
    var decoder = decoder(HttpMethod.GET);
    decoder.headers(head(":status", "200", "a", "b\n"), false);
    decoder.headers(head(":status", "200"), false);
    decoder.data(text("x"), true);

    assertThat(told).containsExactly("broken");
  }

  @Test
  void nothingIsToldAfterTheEnd() {
    var decoder = decoder(HttpMethod.GET);
    decoder.headers(head(":status", "200"), true);
    decoder.headers(head(":status", "200"), true);
    decoder.data(text("x"), true);

    assertThat(told).containsExactly("200 []", ".");
  }

  @Test
  void aHeadOverTheLimitIsNotKept() {
    Http2ResponseFields fields = new Http2ResponseFields(100);
    fields.add(":status", "200").add("x", "y".repeat(100)).add("z", "z");

    assertThat(fields.problem()).isEqualTo("too large");
    assertThat(fields.isEmpty()).isTrue();
  }

  private Http2ResponseDecoder decoder(HttpMethod method) {
    return new Http2ResponseDecoder(method, object -> told.add(show(object)));
  }

  private static String show(HttpObject object) {
    if (object.decoderResult().isFailure()) {
      return "broken";
    }
    if (object instanceof HttpResponse head) {
      return head.status().code() + " " + head.headers().entries();
    }
    HttpContent content = (HttpContent) object;
    String text = content.content().toString(ISO_8859_1);
    if (object instanceof LastHttpContent last) {
      text += "." + (last.trailingHeaders().isEmpty() ? "" : last.trailingHeaders().entries());
    }
    content.release();
    return text;
  }

  private static Http2Headers head(String... fields) {
    Http2ResponseFields head = new Http2ResponseFields(1000);
    for (int i = 0; i < fields.length; i += 2) {
      head.add(fields[i], fields[i + 1]);
    }
    return head;
  }

  private static ByteBuf text(String text) {
    return Unpooled.copiedBuffer(text, ISO_8859_1);
  }
}

package io.rehost.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Issue 5, downgrade safety: an HTTP/2 head becomes one head of HTTP/1.1, or none. */
class Http2DowngradePropertyTest {
  private static final int LIMIT = 4096;

  @Property(tries = 3000)
  void whatPassesIsOneRequestOfHttp11WithTheSameFields(@ForAll("heads") List<String> head) {
    Http2Request request = Http2RequestTest.request(true, head);
    if (HeadGuard.check(request) != null) {
      return;
    }
    List<HttpObject> read = read(written(request));
    try {
      assertThat(read).hasSize(2);
      HttpRequest received = (HttpRequest) read.getFirst();
      assertThat(received.decoderResult().isSuccess()).isTrue();
      assertThat(received.uri()).isEqualTo(request.uri());
      assertThat(received.method()).isEqualTo(request.method());
      assertThat(Http2RequestTest.lines(received)).isEqualTo(Http2RequestTest.lines(request));
      assertThat(read.getLast()).isInstanceOf(LastHttpContent.class);
    } finally {
      read.forEach(ReferenceCountUtil::release);
    }
  }

  @Provide
  Arbitrary<List<String>> heads() {
    Arbitrary<String> nasty =
        Arbitraries.of(
            "\r", "\n", "\0", " ", "\t", ":", "#", "@", "/", "a", "Z", "\u00e9", "\u007f", ",",
            "*");
    Arbitrary<String> text =
        nasty.list().ofMaxSize(4).map(parts -> String.join("", parts)).edgeCases(c -> c.none());
    Arbitrary<String> plain = Arbitraries.of("/", "a.test", "x", "GET", "1", "trailers", "chunked");
    Arbitrary<String> name =
        Arbitraries.frequencyOf(
            Tuple.of(
                6,
                Arbitraries.of(
                    "x", "cookie", "te", "expect", "trailer", "content-type", "x-forwarded-for")),
            Tuple.of(
                2,
                Arbitraries.of(
                    "host", "content-length", "transfer-encoding", "connection", ":path", ":x")),
            Tuple.of(1, text));
    Arbitrary<String> value = Arbitraries.frequencyOf(Tuple.of(4, plain), Tuple.of(1, text));
    Arbitrary<List<String>> more =
        Combinators.combine(name, value)
            .as(List::of)
            .list()
            .ofMaxSize(4)
            .map(Http2DowngradePropertyTest::flat);
    Arbitrary<String> path = text.map(tail -> "/" + tail);
    return Combinators.combine(path, more)
        .as(
            (target, fields) -> {
              List<String> head = RefusedHttp2Heads.get();
              head.set(5, target);
              head.addAll(fields);
              return head;
            });
  }

  private static List<String> flat(List<List<String>> pairs) {
    List<String> all = new ArrayList<>();
    pairs.forEach(all::addAll);
    return all;
  }

  private static ByteBuf written(HttpRequest request) {
    EmbeddedChannel channel = new EmbeddedChannel(Http1.clientCodec(LIMIT));
    channel.writeOutbound(request, LastHttpContent.EMPTY_LAST_CONTENT);
    ByteBuf all = Unpooled.buffer();
    for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
      all.writeBytes(part);
      part.release();
    }
    channel.finishAndReleaseAll();
    return all;
  }

  private static List<HttpObject> read(ByteBuf bytes) {
    EmbeddedChannel channel = new EmbeddedChannel(Http1.serverCodec(LIMIT));
    channel.writeInbound(bytes);
    List<HttpObject> read = new ArrayList<>();
    for (HttpObject next = channel.readInbound(); next != null; next = channel.readInbound()) {
      read.add(next);
    }
    channel.finishAndReleaseAll();
    return read;
  }
}

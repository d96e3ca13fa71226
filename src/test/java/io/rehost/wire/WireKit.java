package io.rehost.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.rehost.wire.HeadGuard.Violation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What any HTTP/1.1 codec has to answer to: bytes in, then for each request its head, its framing
 * and whether it may be forwarded.
 */
final class WireKit {
  private static final int MAX_HEAD = 1024;

  private WireKit() {}

  /**
   * What was read of one request.
   *
   * @param content null if the request did not end
   */
  record Read(
      String line,
      List<String> fields,
      @Nullable Violation violation,
      @Nullable String content,
      List<String> trailers) {}

  /** Feeds the bytes in the given pieces; reading ends at the first violation. */
  static List<Read> read(String... pieces) {
    return read(Http1.serverCodec(MAX_HEAD), pieces);
  }

  /** The same with a given decoder. */
  static List<Read> read(ChannelHandler decoder, String... pieces) {
    EmbeddedChannel channel = new EmbeddedChannel(decoder);
    for (String piece : pieces) {
      channel.writeInbound(Unpooled.copiedBuffer(piece, ISO_8859_1));
    }
    List<Read> requests = new ArrayList<>();
    for (Object message = channel.readInbound(); message != null; message = channel.readInbound()) {
      if (message instanceof HttpRequest request) {
        Violation violation = HeadGuard.check(request);
        requests.add(new Read(line(request), fields(request), violation, null, List.of()));
        if (violation != null) {
          break;
        }
      } else if (message instanceof HttpContent content) {
        requests.add(with(requests.removeLast(), content));
      }
      ReferenceCountUtil.release(message);
    }
    channel.finishAndReleaseAll();
    return requests;
  }

  /** Feeds the bytes whole and cut at every place; where they are cut must make no difference. */
  static List<Read> readAtEverySplit(String bytes) {
    List<Read> whole = read(bytes);
    for (int i = 1; i < bytes.length(); i++) {
      assertThat(read(bytes.substring(0, i), bytes.substring(i)))
          .as("split at %d", i)
          .isEqualTo(whole);
    }
    assertThat(read(bytes.split("", -1))).as("byte by byte").isEqualTo(whole);
    return whole;
  }

  private static Read with(Read read, HttpContent content) {
    if (content.decoderResult().isFailure()) {
      var broken = new Violation(HeadGuard.Kind.MALFORMED, "broken content");
      return new Read(read.line, read.fields, broken, null, List.of());
    }
    String so = read.content == null ? "" : read.content.replaceFirst("\\.\\.\\.$", "");
    String all = so + content.content().toString(ISO_8859_1);
    if (content instanceof LastHttpContent last) {
      List<String> trailers =
          last.trailingHeaders().entries().stream()
              .map(e -> e.getKey() + ": " + e.getValue())
              .toList();
      return new Read(read.line, read.fields, read.violation, all, trailers);
    }
    return new Read(read.line, read.fields, read.violation, all + "...", List.of());
  }

  private static String line(HttpRequest request) {
    return request.method() + " " + request.uri() + " " + request.protocolVersion();
  }

  private static List<String> fields(HttpRequest request) {
    return request.headers().entries().stream().map(e -> e.getKey() + ": " + e.getValue()).toList();
  }
}

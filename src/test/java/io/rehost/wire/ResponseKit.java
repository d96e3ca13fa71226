package io.rehost.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;

/** What a client codec makes of the bytes that come after one request. */
final class ResponseKit {
  private static final int MAX_HEAD = 1024;

  private ResponseKit() {}

  /**
   * What was read.
   *
   * @param statuses of the heads, interim ones too
   * @param ended whether the final response came to its end
   * @param failed whether something was not well-formed
   * @param open whether the connection may carry another request
   */
  record Read(
      List<Integer> statuses, String content, boolean ended, boolean failed, boolean open) {}

  /** Feeds the bytes whole and cut at every place; where they are cut must make no difference. */
  static Read readAtEverySplit(String method, String bytes) {
    Read whole = read(method, bytes);
    for (int i = 1; i < bytes.length(); i++) {
      assertThat(read(method, bytes.substring(0, i), bytes.substring(i)))
          .as("split at %d", i)
          .isEqualTo(whole);
    }
    assertThat(read(method, bytes.split("", -1))).as("byte by byte").isEqualTo(whole);
    return whole;
  }

  /** Feeds the bytes in the given pieces as the answer to one request. */
  static Read read(String method, String... pieces) {
    EmbeddedChannel channel = new EmbeddedChannel(Http1.clientCodec(MAX_HEAD));
    channel.writeOutbound(
        new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.valueOf(method), "/"),
        LastHttpContent.EMPTY_LAST_CONTENT);
    for (String piece : pieces) {
      if (channel.isOpen()) {
        channel.writeInbound(Unpooled.copiedBuffer(piece, ISO_8859_1));
      }
    }
    boolean open = channel.isOpen();
    Reading reading = new Reading();
    for (Object message = channel.readInbound(); message != null; message = channel.readInbound()) {
      reading.add((HttpObject) message);
      ReferenceCountUtil.release(message);
    }
    channel.finishAndReleaseAll();
    return reading.read(open);
  }

  private static final class Reading {
    private final List<Integer> statuses = new ArrayList<>();
    private final StringBuilder content = new StringBuilder();
    private boolean interim;
    private boolean ended;
    private boolean failed;

    void add(HttpObject object) {
      assertThat(failed).as("something after a failure").isFalse();
      assertThat(ended).as("something after the end").isFalse();
      if (object.decoderResult().isFailure()) {
        failed = true;
        return;
      }
      if (object instanceof HttpResponse head) {
        statuses.add(head.status().code());
        interim = head.status().code() < 200;
      }
      if (object instanceof HttpContent piece) {
        content.append(piece.content().toString(ISO_8859_1));
        ended = piece instanceof LastHttpContent && !interim;
      }
    }

    Read read(boolean open) {
      return new Read(List.copyOf(statuses), content.toString(), ended, failed, open);
    }
  }
}

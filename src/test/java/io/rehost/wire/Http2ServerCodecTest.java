package io.rehost.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the client's side of HTTP/2 takes from a client that reads nothing. */
class Http2ServerCodecTest {
  private static final int GOAWAY = 7;

  /** PING and SETTINGS floods (CVE-2019-9512, CVE-2019-9515). */
  @ParameterizedTest
  @ValueSource(strings = {"0000080600000000000000000000000000", "000000040000000000"})
  void answersThatNobodyReadsAreLimited(String frame) {
    Unread unread = new Unread();
    EmbeddedChannel channel = new EmbeddedChannel(unread, Http2.serverCodec(1024));
    channel.writeInbound(
        Unpooled.copiedBuffer("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", ISO_8859_1),
        bytes("000000040000000000"));
    int sent = 0;
    while (channel.isOpen() && sent < 5_000) {
      channel.writeInbound(bytes(frame));
      sent++;
    }

    assertThat(channel.isOpen()).isFalse();
    assertThat(sent).isBetween(900, 1_100);
    assertThat(unread.goAways).containsExactly(Http2Error.ENHANCE_YOUR_CALM);
    channel.finishAndReleaseAll();
  }

  private static ByteBuf bytes(String hex) {
    return Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex));
  }

  /** Never gets anything sent, but looks at it. */
  private static final class Unread extends ChannelOutboundHandlerAdapter {
    final List<Http2Error> goAways = new ArrayList<>();
    private final List<ChannelPromise> unsent = new ArrayList<>();

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      ByteBuf frame = (ByteBuf) message;
      if (frame.readableBytes() >= 17 && frame.getByte(frame.readerIndex() + 3) == GOAWAY) {
        goAways.add(Http2Error.valueOf(frame.getInt(frame.readerIndex() + 13)));
      }
      ReferenceCountUtil.release(message);
      unsent.add(promise);
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) throws Exception {
      unsent.forEach(waiting -> waiting.tryFailure(new ClosedChannelException()));
      super.close(ctx, promise);
    }
  }
}

package io.rehost.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Issue 9: a head and its small content are one write; nothing that was written is kept back. */
class MessageWriterTest {
  private static final String HEAD = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9999\r\n\r\n";

  private final EmbeddedChannel channel = new EmbeddedChannel(Http1.clientCodec(1024));

  @Test
  void aHeadAndItsSmallContentAreOneBuffer() {
    channel.write(head(), channel.voidPromise());
    channel.write(last("abc"), channel.voidPromise());
    channel.flush();

    assertThat(written()).containsExactly(HEAD + "abc");
  }

  @Test
  void aHeadWithoutContentIsOneBuffer() {
    channel.write(head(), channel.voidPromise());
    channel.write(LastHttpContent.EMPTY_LAST_CONTENT, channel.voidPromise());
    channel.flush();

    assertThat(written()).containsExactly(HEAD);
  }

  @Test
  void aHeadWhoseContentIsYetToComeIsSentWhenFlushed() {
    channel.write(head(), channel.voidPromise());
    channel.flush();
    assertThat(written()).containsExactly(HEAD);

    channel.write(piece("ab"), channel.voidPromise());
    channel.write(last("c"), channel.voidPromise());
    channel.flush();
    assertThat(written()).containsExactly("ab", "c");
  }

  @Test
  void largeContentIsNotCopied() {
    ByteBuf large = Unpooled.copiedBuffer("x".repeat(5000), ISO_8859_1);
    channel.write(head(), channel.voidPromise());
    channel.write(new DefaultLastHttpContent(large), channel.voidPromise());
    channel.flush();

    ByteBuf first = channel.readOutbound();
    ByteBuf second = channel.readOutbound();
    assertThat(first.toString(ISO_8859_1)).isEqualTo(HEAD);
    assertThat(second).isSameAs(large);
    first.release();
    second.release();
  }

  @Test
  void whoWaitsForAHeadAloneIsToldWhenItIsSent() {
    var sent = channel.write(head());
    channel.flush();

    assertThat(sent.isSuccess()).isTrue();
    assertThat(written()).containsExactly(HEAD);
  }

  @Test
  void whoWaitsForContentIsToldWhenItIsSent() {
    channel.write(head(), channel.voidPromise());
    var sent = channel.write(last("abc"));
    assertThat(sent.isDone()).isFalse();
    channel.flush();

    assertThat(sent.isSuccess()).isTrue();
    assertThat(written()).containsExactly(HEAD + "abc");
  }

  @Test
  void otherBytesComeBehindAHeadThatWaits() {
    channel.write(head(), channel.voidPromise());
    channel.write(LastHttpContent.EMPTY_LAST_CONTENT, channel.voidPromise());
    channel.write(head(), channel.voidPromise());
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER);

    assertThat(String.join("", written())).isEqualTo(HEAD + HEAD);
  }

  @Test
  void aHeadThatWaitsIsLetGoWithItsConnection() {
    channel.write(head(), channel.voidPromise());
    channel.close();
    channel.runPendingTasks();

    assertThat(written()).isEmpty(); // LeakCheck fails the build if the buffer is lost
  }

  @Test
  void aSmallMessageIsSentWhenTheTurnOfTheLoopEnds() {
    flushWithinATurn(last("abc"));
    assertThat(written()).isEmpty();

    channel.runPendingTasks();
    assertThat(written()).containsExactly(HEAD + "abc");
  }

  @Test
  void largeContentWaitsForNothing() {
    flushWithinATurn(last("x".repeat(5000)));

    assertThat(written()).hasSize(2);
  }

  @Test
  void whatWaitsForTheEndOfTheTurnIsSentBeforeTheConnectionIsClosed() {
    flushWithinATurn(last("abc"));
    channel.pipeline().close();

    assertThat(written()).containsExactly(HEAD + "abc");
  }

  @Test
  void whatWaitsForTheEndOfTheTurnIsSentBeforeTheCodecGoes() {
    flushWithinATurn(last("abc"));
    channel.pipeline().remove(ClientCodec.class);

    assertThat(written()).containsExactly(HEAD + "abc");
  }

  @Test
  void nobodyWaitsForMoreThanSixtyFourOthers() {
    AtomicInteger flushes = new AtomicInteger();
    channel.pipeline().addFirst(new Flushes(flushes));
    ChannelHandlerContext context = channel.pipeline().context(ClientCodec.class);
    for (int i = 0; i < 64; i++) {
      new MessageWriter().flush(context);
    }
    assertThat(flushes).hasValue(0);

    new MessageWriter().flush(context);
    assertThat(flushes).hasValue(64);
  }

  /** As a handler does it: tasks of the loop run when all handlers are through. */
  private void flushWithinATurn(LastHttpContent content) {
    channel.pipeline().write(head(), channel.voidPromise());
    channel.pipeline().write(content, channel.voidPromise());
    channel.pipeline().flush();
  }

  private static final class Flushes extends ChannelOutboundHandlerAdapter {
    private final AtomicInteger count;

    Flushes(AtomicInteger count) {
      this.count = count;
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
      count.incrementAndGet();
      ctx.flush();
    }
  }

  private static HttpRequest head() {
    EmbeddedChannel reading = new EmbeddedChannel(Http1.serverCodec(1024));
    reading.writeInbound(Unpooled.copiedBuffer(HEAD, ISO_8859_1));
    HttpRequest head = reading.readInbound();
    reading.finishAndReleaseAll();
    assertThat(head.headers()).isInstanceOf(HeadFields.class);
    return head;
  }

  private static DefaultHttpContent piece(String text) {
    return new DefaultHttpContent(Unpooled.copiedBuffer(text, ISO_8859_1));
  }

  private static LastHttpContent last(String text) {
    return new DefaultLastHttpContent(Unpooled.copiedBuffer(text, ISO_8859_1));
  }

  private List<String> written() {
    List<String> all = new ArrayList<>();
    for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
      if (bytes.isReadable()) {
        all.add(bytes.toString(ISO_8859_1));
      }
      bytes.release();
    }
    return all;
  }
}

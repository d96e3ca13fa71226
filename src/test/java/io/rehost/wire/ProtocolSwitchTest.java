package io.rehost.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where HTTP/1.1 ends and another protocol begins, wherever the bytes are split (RFC 9110 7.8). */
class ProtocolSwitchTest {
  private static final int MAX_HEAD = 1024;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String ASK = "GET /ask HTTP/1.1\r\nHost: a\r\nUpgrade: x\r\n\r\n";
  private static final String NEXT = "GET /next HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String GRANT =
      "HTTP/1.1 101 OK\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n";

  /** What would not survive being read as HTTP. */
  private static final String FRAMES = "\r\n\n\0GET / HTTP/1.1\r\n\r\n\u0081\u00ff";

  @Test
  void whatFollowsAnUpgradeRequestIsNotReadBeforeItsAnswer() {
    String bytes = ASK + NEXT;
    for (int i = 1; i < bytes.length(); i++) {
      EmbeddedChannel channel = server(bytes.substring(0, i), bytes.substring(i));
      assertThat(read(channel)).as("split at %d", i).isEqualTo("/ask.");
      assertThat(codec(channel).isHolding()).isTrue();

      codec(channel).resume();
      assertThat(read(channel)).as("split at %d", i).isEqualTo("/next.");
      assertThat(codec(channel).isHolding()).isFalse();
      channel.finishAndReleaseAll();
    }
  }

  @Test
  void theContentOfAnUpgradeRequestIsReadAndNothingBehindIt() {
    EmbeddedChannel channel =
        server(
            "PUT /ask HTTP/1.1\r\nHost: a\r\nUpgrade: x\r\nTransfer-Encoding: chunked\r\n\r\n",
            "3\r\nabc\r\n0\r\n\r\n" + NEXT);

    assertThat(read(channel)).isEqualTo("/askabc.");
    codec(channel).resume();
    assertThat(read(channel)).isEqualTo("/next.");
    channel.finishAndReleaseAll();
  }

  @Test
  void aRequestWithoutUpgradeHoldsNothing() {
    EmbeddedChannel channel = server(NEXT + NEXT, NEXT);

    assertThat(read(channel)).isEqualTo("/next./next./next.");
    channel.finishAndReleaseAll();
  }

  @Test
  void whoResumesWhileTheRequestIsHandedOnReadsOn() {
    EmbeddedChannel channel = new EmbeddedChannel(Http1.serverCodec(MAX_HEAD));
    channel
        .pipeline()
        .addLast(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext ctx, Object message) {
                ctx.fireChannelRead(message);
                if (message instanceof LastHttpContent) {
                  codec(channel).resume();
                }
              }
            });
    channel.writeInbound(bytes(ASK + ASK + NEXT));

    assertThat(read(channel)).isEqualTo("/ask./ask./next.");
    channel.finishAndReleaseAll();
  }

  @Test
  void theEndOfInputThrowsNothingAwayThatIsHeld() {
    EmbeddedChannel channel = server(ASK + FRAMES);
    channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    TunnelCodec.open(channel, PATIENCE);
    channel.runPendingTasks();

    assertThat(read(channel)).isEqualTo("/ask." + FRAMES + ".");
    channel.finishAndReleaseAll();
  }

  @Test
  void heldBytesAreTheFirstOfTheTunnel() {
    String bytes = ASK + FRAMES;
    for (int i = 1; i < bytes.length(); i++) {
      EmbeddedChannel channel = server(bytes.substring(0, i), bytes.substring(i));
      TunnelCodec.open(channel, PATIENCE);
      channel.runPendingTasks();
      channel.writeInbound(bytes("more"));

      assertThat(read(channel)).as("split at %d", i).isEqualTo("/ask." + FRAMES + "more");
      channel.finishAndReleaseAll();
    }
  }

  @Test
  @DisplayName("The client codec stops at the end of the 101; what follows is the tunnel's")
  void nothingBehindA101IsReadAsHttp() {
    String bytes = "HTTP/1.1 103 Early Hints\r\n\r\n" + GRANT + FRAMES;
    for (int i = 1; i < bytes.length(); i++) {
      EmbeddedChannel channel = client();
      channel.writeInbound(bytes(bytes.substring(0, i)));
      channel.runPendingTasks();
      channel.writeInbound(bytes(bytes.substring(i)));
      channel.runPendingTasks();

      assertThat(read(channel)).as("split at %d", i).isEqualTo("103.101" + FRAMES);
      assertThat(channel.isOpen()).isTrue();
      channel.finishAndReleaseAll();
    }
  }

  @Test
  void a101ThatNobodyTakesOverIsTheEndOfTheConnection() {
    EmbeddedChannel channel = new EmbeddedChannel(Http1.clientCodec(MAX_HEAD));
    ask(channel);
    channel.writeInbound(bytes(GRANT + FRAMES));

    assertThat(read(channel)).isEqualTo("101");
    assertThat(channel.isOpen()).isFalse();
    channel.finishAndReleaseAll();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 1", "Transfer-Encoding: chunked"})
  void a101WithContentIsNotWellFormed(String field) {
    EmbeddedChannel channel = new EmbeddedChannel(Http1.clientCodec(MAX_HEAD));
    ask(channel);
    channel.writeInbound(bytes("HTTP/1.1 101 OK\r\n" + field + "\r\n\r\n" + FRAMES));

    HttpObject head = channel.readInbound();
    assertThat(head.decoderResult().isFailure()).isTrue();
    assertThat(channel.<Object>readInbound()).isNull();
    channel.finishAndReleaseAll();
  }

  @Test
  void contentIsWrittenAsItIs() {
    EmbeddedChannel channel = server();
    TunnelCodec.open(channel, PATIENCE);
    channel.writeOutbound(new DefaultHttpContent(bytes(FRAMES)));

    assertThat(Unpooled.wrappedBuffer(channel.<ByteBuf>readOutbound())).isEqualTo(bytes(FRAMES));
    channel.finishAndReleaseAll();
  }

  @Test
  @DisplayName("After a failure the socket's end of input is no end in good order")
  void aTunnelThatFailedDoesNotEnd() {
    EmbeddedChannel channel = server(ASK);
    TunnelCodec.open(channel, PATIENCE);
    channel.runPendingTasks();
    channel
        .pipeline()
        .addLast(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                assertThat(cause).isInstanceOf(IOException.class);
              }
            });
    channel.pipeline().fireExceptionCaught(new IOException("reset"));
    channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);

    assertThat(read(channel)).isEqualTo("/ask.");
    channel.finishAndReleaseAll();
  }

  @Test
  void aClosedTunnelDoesNotEndEither() {
    EmbeddedChannel channel = server(ASK);
    TunnelCodec.open(channel, PATIENCE);
    channel.runPendingTasks();
    channel.close();
    channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);

    assertThat(read(channel)).isEqualTo("/ask.");
    channel.finishAndReleaseAll();
  }

  private static EmbeddedChannel server(String... pieces) {
    EmbeddedChannel channel = new EmbeddedChannel(Http1.serverCodec(MAX_HEAD));
    for (String piece : pieces) {
      channel.writeInbound(bytes(piece));
    }
    return channel;
  }

  /** Has asked for an upgrade, and opens the tunnel when it gets a 101. */
  private static EmbeddedChannel client() {
    EmbeddedChannel channel = new EmbeddedChannel(Http1.clientCodec(MAX_HEAD));
    ask(channel);
    channel
        .pipeline()
        .addLast(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext ctx, Object message) {
                ctx.fireChannelRead(message);
                if (message instanceof HttpResponse head && head.status().code() == 101) {
                  TunnelCodec.open(ctx.channel(), PATIENCE);
                }
              }
            });
    return channel;
  }

  private static void ask(EmbeddedChannel channel) {
    channel.writeOutbound(
        new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/"),
        LastHttpContent.EMPTY_LAST_CONTENT);
  }

  private static ServerCodec codec(EmbeddedChannel channel) {
    return channel.pipeline().get(ServerCodec.class);
  }

  /** Targets, statuses and content; a dot for each end of a message. */
  private static String read(EmbeddedChannel channel) {
    StringBuilder text = new StringBuilder();
    for (Object message = channel.readInbound(); message != null; message = channel.readInbound()) {
      if (message instanceof HttpRequest request) {
        text.append(request.uri());
      } else if (message instanceof HttpResponse response) {
        text.append(response.status().code());
      }
      if (message instanceof HttpContent content) {
        text.append(content.content().toString(ISO_8859_1));
      }
      if (message instanceof LastHttpContent) {
        text.append('.');
      }
      ReferenceCountUtil.release(message);
    }
    return text.toString();
  }

  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, ISO_8859_1);
  }
}

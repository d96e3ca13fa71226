package io.rehost.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes the place of an HTTP/1.1 codec after a 101 (RFC 9110 15.2.2): what is read is content, byte
 * for byte, and the end of input is the last content; what is written likewise. So whoever relays a
 * message relays a tunnel by the same code.
 *
 * <p>Each direction ends by itself. When both have ended, and all is sent, the connection closes.
 * One that fails never ends well: its end is an exception, or the channel's becoming inactive,
 * without a last content before it.
 */
public final class TunnelCodec extends ChannelDuplexHandler {
  /** What came before the other side of the tunnel was ready. */
  private final Queue<ByteBuf> early = new ArrayDeque<>(1);

  private final long patienceNanos;
  private @Nullable ChannelHandlerContext context;
  private InputEnd input;
  private boolean delivering;
  private boolean inputTold;
  private boolean outputEnding;
  private boolean outputEnded;
  private @Nullable ScheduledFuture<?> impatience;

  private TunnelCodec(InputEnd input, Duration patience) {
    this.input = input;
    this.patienceNanos = patience.toNanos();
  }

  /**
   * Puts a tunnel in the place of the connection's {@link Http1} codec. Content may be written at
   * once; what has come is handed on in a task of its own, so that the other side of the tunnel can
   * be opened first.
   *
   * @param patience how long the peer may take, after both directions have ended, to read what is
   *     left; then the connection is reset
   */
  public static void open(Channel channel, Duration patience) {
    ServerCodec server = channel.pipeline().get(ServerCodec.class);
    InputEnd input = server == null ? InputEnd.OPEN : server.inputEnd();
    TunnelCodec tunnel = new TunnelCodec(input, patience);
    channel.pipeline().replace(CombinedChannelDuplexHandler.class, null, tunnel);
    channel.eventLoop().execute(tunnel::deliver);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (delivering) {
      ctx.fireChannelRead(new DefaultHttpContent(bytes));
    } else {
      early.add(bytes);
    }
  }

  private void deliver() {
    ChannelHandlerContext ctx = context;
    if (ctx == null || ctx.isRemoved()) {
      return;
    }
    delivering = true;
    if (!early.isEmpty()) {
      for (ByteBuf bytes = early.poll(); bytes != null; bytes = early.poll()) {
        ctx.fireChannelRead(new DefaultHttpContent(bytes));
      }
      ctx.fireChannelReadComplete();
    }
    endInput(ctx);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (!InputEnd.isSaidBy(event)) {
      ctx.fireUserEventTriggered(event);
    } else if (ctx.channel().isActive()) { // else it is not the peer who says so
      input = input.after(event, ctx.pipeline().get(SslHandler.class) != null);
      if (delivering) {
        endInput(ctx);
      }
    }
  }

  private void endInput(ChannelHandlerContext ctx) {
    if (inputTold) {
      return;
    }
    switch (input) {
      case OPEN -> {}
      case WHOLE -> {
        inputTold = true;
        ctx.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
        ctx.fireChannelReadComplete();
        closeIfOver(ctx.channel());
      }
      case CUT_OFF ->
          exceptionCaught(ctx, new IOException("the connection ended without ending TLS"));
    }
  }

  /** After a failure, nothing that the socket says is an end in good order. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    input = InputEnd.CUT_OFF;
    inputTold = true;
    ctx.fireExceptionCaught(cause);
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (message instanceof HttpContent content) {
      ctx.write(content.content(), promise);
    } else {
      ctx.write(message, promise);
    }
    if (message instanceof LastHttpContent) {
      endOutput(ctx.channel());
    }
  }

  private void endOutput(Channel channel) {
    outputEnding = true;
    ConnectionEnd.endOutput(channel)
        .addListener(
            done -> {
              outputEnded = true;
              closeIfOver(channel);
            });
    closeIfOver(channel);
  }

  private void closeIfOver(Channel channel) {
    boolean inputEnded = inputTold && input == InputEnd.WHOLE;
    if (!inputEnded || !outputEnding) {
      return;
    }
    if (outputEnded) {
      channel.close();
    } else if (impatience == null) {
      impatience =
          channel
              .eventLoop()
              .schedule(() -> ConnectionEnd.abort(channel), patienceNanos, TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    early.forEach(ByteBuf::release);
    early.clear();
    if (impatience != null) {
      impatience.cancel(false);
    }
  }
}

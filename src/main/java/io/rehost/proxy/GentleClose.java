package io.rehost.proxy;

import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import io.rehost.wire.ConnectionEnd;
import io.rehost.wire.InputEnd;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection so that the client gets to read the last that was written, as the GOAWAY that
 * says why: ends our side, and reads on for a while (as RFC 9112 9.6 has it). To close while the
 * client is still sending would reset the connection, and what it has not read yet would be lost.
 */
final class GentleClose extends ChannelDuplexHandler {
  private static final long LINGER_SECONDS = 2;

  private @Nullable Future<?> impatience;
  private boolean inputEnded;

  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    if (!ctx.channel().isActive() || inputEnded || isAbort(ctx.channel().config())) {
      ctx.close(promise);
      return;
    }
    if (!promise.isVoid()) {
      ctx.channel().closeFuture().addListener(closed -> promise.trySuccess());
    }
    if (impatience == null) {
      impatience = ctx.executor().schedule(() -> ctx.close(), LINGER_SECONDS, TimeUnit.SECONDS);
      ConnectionEnd.endOutput(ctx.channel());
    }
  }

  private static boolean isAbort(ChannelConfig config) {
    return Integer.valueOf(0).equals(config.getOption(ChannelOption.SO_LINGER));
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (impatience == null) {
      ctx.fireChannelRead(message);
    } else {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (InputEnd.isSaidBy(event)) {
      inputEnded = true;
      if (impatience != null) {
        ctx.close();
      }
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (impatience != null) {
      impatience.cancel(false);
    }
  }
}

package io.rehost.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Counts a client in and finds out which HTTP it speaks: by ALPN over TLS (RFC 9113 3.2), by its
 * first bytes in the clear (RFC 9113 3.3); then goes. The handlers of HTTP/1.1 are there from the
 * start and see everything as if there were no other; only HTTP/2 takes their place.
 */
final class ClientProtocol extends ChannelInboundHandlerAdapter {
  /** {@code PRI * HTTP/2.0}, an empty line, {@code SM}, an empty line (RFC 9113 3.4). */
  private static final ByteBuf PREFACE =
      Unpooled.unreleasableBuffer(Http2CodecUtil.connectionPrefaceBuf());

  /** How long a client that is one too many may take to say how it wants to hear of it. */
  private static final long TOO_MANY_SECONDS = 2;

  private final Worker worker;
  private final ChannelHandler http1Codec;
  private final Http1ClientConnection http1;
  private final long since = System.nanoTime();
  private @Nullable Future<?> impatience;
  private @Nullable ByteBuf first;

  /** Stands before {@code http1Codec} and {@code http1}. */
  ClientProtocol(Worker worker, ChannelHandler http1Codec, Http1ClientConnection http1) {
    this.worker = worker;
    this.http1Codec = http1Codec;
    this.http1 = http1;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    if (worker.drain().connected() > worker.settings().limits().connections()) {
      impatience =
          ctx.executor().schedule(() -> decided(ctx, false), TOO_MANY_SECONDS, TimeUnit.SECONDS);
    }
    ctx.fireChannelActive();
  }

  /** Over TLS nothing comes before the end of the handshake, which says what is spoken. */
  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
      SslHandler tls = ctx.pipeline().get(SslHandler.class);
      decided(ctx, ApplicationProtocolNames.HTTP_2.equals(tls.applicationProtocol()));
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    ByteBuf all = first == null ? bytes : Unpooled.wrappedBuffer(first, bytes);
    first = null;
    int length = Math.min(all.readableBytes(), PREFACE.readableBytes());
    boolean http2 =
        ByteBufUtil.equals(all, all.readerIndex(), PREFACE, PREFACE.readerIndex(), length);
    if (http2 && length < PREFACE.readableBytes()) {
      first = all;
    } else {
      decided(ctx, http2);
      ctx.fireChannelRead(all);
    }
  }

  private void decided(ChannelHandlerContext ctx, boolean http2) {
    ChannelPipeline pipeline = ctx.pipeline();
    if (http2) {
      pipeline.remove(http1Codec);
      pipeline.remove(http1);
      http1.handOver();
      Http2ClientConnection.begin(worker, ctx.channel(), since, impatience != null);
    } else if (impatience != null) {
      http1.turnAway();
    }
    pipeline.remove(this);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (impatience != null) {
      impatience.cancel(false);
    }
    if (first != null) {
      first.release();
      first = null;
    }
  }
}

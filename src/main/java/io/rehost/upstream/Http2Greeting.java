package io.rehost.upstream;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import io.rehost.upstream.UpstreamFailure.Kind;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Waits for an origin's first SETTINGS (RFC 9113 3.4): they show that it speaks HTTP/2, and say how
 * many requests it takes at once. No request is sent before.
 */
final class Http2Greeting extends ChannelInboundHandlerAdapter {
  private final int timeoutMillis;
  private final Runnable greeted;
  private final Consumer<UpstreamFailure> failed;
  private @Nullable ScheduledFuture<?> timer;
  private boolean over;

  /** Calls one of the two. */
  Http2Greeting(int timeoutMillis, Runnable greeted, Consumer<UpstreamFailure> failed) {
    this.timeoutMillis = timeoutMillis;
    this.greeted = greeted;
    this.failed = failed;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    timer =
        ctx.executor()
            .schedule(
                () ->
                    fail(ctx, Kind.CONNECT_TIMEOUT, "no HTTP/2 settings from the upstream in time"),
                timeoutMillis,
                TimeUnit.MILLISECONDS);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ReferenceCountUtil.release(message);
    if (message instanceof Http2SettingsFrame && !over) {
      end();
      greeted.run();
      ctx.pipeline().remove(this);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    fail(ctx, Kind.TERMINATED, "the upstream closed the connection before any HTTP/2 settings");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof DecoderException && cause.getCause() instanceof SSLException broken) {
      fail(ctx, TlsHandshake.failure(broken)); // in TLS 1.3 a refusal comes after the handshake
    } else if (Http2CodecUtil.getEmbeddedHttp2Exception(cause) != null) {
      fail(ctx, Kind.MALFORMED_RESPONSE, "the upstream does not speak HTTP/2");
    } else {
      fail(ctx, Kind.TERMINATED, "the connection to the upstream failed: " + cause.getMessage());
    }
  }

  private void fail(ChannelHandlerContext ctx, Kind kind, String detail) {
    fail(ctx, new UpstreamFailure(kind, detail));
  }

  private void fail(ChannelHandlerContext ctx, UpstreamFailure failure) {
    if (!over) {
      end();
      ctx.close();
      failed.accept(failure);
    }
  }

  private void end() {
    over = true;
    if (timer != null) {
      timer.cancel(false);
    }
  }
}

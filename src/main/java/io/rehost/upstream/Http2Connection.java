package io.rehost.upstream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.ReferenceCountUtil;
import io.rehost.rule.Protocol;
import io.rehost.upstream.UpstreamFailure.Kind;
import io.rehost.wire.Http2ClientCodec;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** An HTTP/2 connection to an origin, which carries many exchanges at once. */
final class Http2Connection extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = System.getLogger(Http2Connection.class.getName());

  /** Well before the last stream identifier (RFC 9113 5.1.1) another connection is opened. */
  private static final int LAST_STREAM = Integer.MAX_VALUE - 2 * Http2ClientCodec.MAX_STREAMS;

  private final Channel channel;
  private final Http2ClientCodec codec;
  private final InetSocketAddress address;
  private final Protocol protocol;
  private final UpstreamBucket bucket;
  private final Duration patience;
  private final Http2Liveness liveness;
  private final Runnable changed = this::changed;
  private int exchanges;

  /** Streams that somebody holds and that no frame has gone out on. */
  private int unsent;

  private boolean changing;
  private boolean retired;
  private @Nullable UpstreamFailure failure;
  long idleSince = System.nanoTime();

  /** Whether {@link Http2Connections} looks here for free streams. */
  boolean listed;

  /** Whether {@link Http2Connections} counts it as idle. */
  boolean countedIdle;

  Http2Connection(
      Channel channel,
      Http2ClientCodec codec,
      InetSocketAddress address,
      UpstreamBucket bucket,
      boolean tls,
      Duration patience) {
    this.channel = channel;
    this.codec = codec;
    this.address = address;
    this.bucket = bucket;
    this.protocol = tls ? Protocol.H2 : Protocol.H2C;
    this.patience = patience;
    this.liveness = new Http2Liveness(channel, patience, this::retire, this::foundDead);
    codec
        .connection()
        .addListener(
            new Http2ConnectionAdapter() {
              @Override
              public void onStreamClosed(Http2Stream stream) {
                change();
              }
            });
  }

  InetSocketAddress address() {
    return address;
  }

  Protocol protocol() {
    return protocol;
  }

  /** Why it ended, or is about to; null as long as nothing is known against it. */
  @Nullable UpstreamFailure failure() {
    return failure;
  }

  Http2Liveness liveness() {
    return liveness;
  }

  boolean takesRequests() {
    return !retired && channel.isActive();
  }

  /** Whether no exchange is on it. */
  boolean isIdle() {
    return unsent + codec.activeStreams() == 0;
  }

  /** How many exchanges the origin allows at once; 0 if it takes none at all. */
  int maxStreams() {
    return codec.maxStreams();
  }

  /** A stream for one exchange; null if there is none at the moment, or none any more. */
  @Nullable Http2UpstreamStream take() {
    if (!takesRequests() || unsent + codec.activeStreams() >= codec.maxStreams()) {
      return null;
    }
    if (codec.connection().local().lastStreamCreated() >= LAST_STREAM) {
      retire();
      return null;
    }
    Http2StreamChannel stream = new Http2StreamChannelBootstrap(channel).open().getNow();
    if (stream == null) {
      return null;
    }
    unsent++;
    exchanges++;
    Http2UpstreamStream taken = new Http2UpstreamStream(stream, this, exchanges > 1);
    stream.pipeline().addLast(taken);
    return taken;
  }

  /** A stream that was taken has been begun, or given back without that. */
  void begun() {
    unsent--;
    change();
  }

  /**
   * Ends a stream that was answered, if the origin still has not read its request after a while.
   */
  void resetLater(Http2StreamChannel stream) {
    var unused =
        channel
            .eventLoop()
            .schedule(
                () -> {
                  if (stream.isActive()) {
                    stream.writeAndFlush(
                        new DefaultHttp2ResetFrame(Http2Error.CANCEL), stream.voidPromise());
                  }
                },
                patience.toNanos(),
                TimeUnit.NANOSECONDS);
  }

  /** Takes no more exchanges, and ends with the last. */
  void retire() {
    retired = true;
    change();
  }

  void close() {
    channel.write(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR), channel.voidPromise());
    channel.flush();
    channel.close();
  }

  private void foundDead() {
    fail(new UpstreamFailure(Kind.TERMINATED, "the upstream no longer answers on its connection"));
    channel.close();
  }

  private void fail(UpstreamFailure why) {
    retired = true;
    if (failure == null) {
      failure = why;
    }
  }

  /** Streams end in the middle of what Netty does: the rest waits until that is done. */
  private void change() {
    if (!changing) {
      changing = true;
      channel.eventLoop().execute(changed);
    }
  }

  private void changed() {
    changing = false;
    if (channel.isActive()) {
      bucket.changed(this);
      if (retired && isIdle()) {
        close();
      }
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof Http2GoAwayFrame) {
      retire();
    } else if (message instanceof Http2SettingsFrame) {
      change();
    }
    ReferenceCountUtil.release(message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    liveness.read();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    fail(new UpstreamFailure(Kind.TERMINATED, "the upstream closed the connection"));
    bucket.closed(this);
  }

  /** Called before Netty tells the origin, and closes the connection. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof DecoderException && cause.getCause() instanceof SSLException broken) {
      fail(TlsHandshake.failure(broken));
    } else if (Http2CodecUtil.getEmbeddedHttp2Exception(cause) != null) {
      fail(new UpstreamFailure(Kind.MALFORMED_RESPONSE, "the upstream broke the rules of HTTP/2"));
    } else if (cause instanceof IOException) {
      fail(
          new UpstreamFailure(
              Kind.TERMINATED, "the connection to the upstream failed: " + cause.getMessage()));
    } else {
      LOG.log(Level.ERROR, "A connection to an upstream failed by a defect of the proxy", cause);
      fail(new UpstreamFailure(Kind.DEFECT, "the proxy failed"));
    }
    ctx.executor().execute(channel::close);
  }
}

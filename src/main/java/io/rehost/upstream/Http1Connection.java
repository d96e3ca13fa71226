package io.rehost.upstream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.rehost.rule.Protocol;
import io.rehost.upstream.UpstreamFailure.Kind;
import io.rehost.wire.ConnectionEnd;
import io.rehost.wire.TunnelCodec;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 connection to an origin, used for one exchange after the other; a tunnel is its last.
 */
final class Http1Connection extends ChannelInboundHandlerAdapter implements UpstreamStream {
  private static final Logger LOG = System.getLogger(Http1Connection.class.getName());

  private final Channel channel;
  private final InetSocketAddress address;
  private final UpstreamBucket bucket;
  private @Nullable ResponseListener listener;
  private int uses;
  private boolean tunnel;
  long idleSince;

  Http1Connection(Channel channel, InetSocketAddress address, UpstreamBucket bucket) {
    this.channel = channel;
    this.address = address;
    this.bucket = bucket;
  }

  @Override
  public InetSocketAddress address() {
    return address;
  }

  @Override
  public Protocol protocol() {
    return Protocol.HTTP1;
  }

  @Override
  public boolean reused() {
    return uses > 1;
  }

  @Override
  public boolean isWritable() {
    return channel.isWritable();
  }

  @Override
  public void write(HttpObject message) {
    channel.write(message, channel.voidPromise());
  }

  @Override
  public void flush() {
    channel.flush();
  }

  @Override
  public void setReading(boolean reading) {
    channel.config().setAutoRead(reading);
  }

  @Override
  public void openTunnel(Duration patience) {
    tunnel = true;
    channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    TunnelCodec.open(channel, patience);
  }

  @Override
  public void release() {
    listener = null;
    if (!tunnel) { // else it closes by itself when all is sent
      setReading(true);
      bucket.release(this);
    }
  }

  @Override
  public void close() {
    listener = null;
    if (tunnel) {
      ConnectionEnd.abort(channel);
    } else {
      channel.close();
    }
  }

  boolean isOpen() {
    return channel.isActive();
  }

  void take() {
    uses++;
  }

  @Override
  public void listen(ResponseListener responseListener) {
    listener = responseListener;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ResponseListener current = listener;
    if (current == null) {
      // nothing was asked: whatever this is, it must not become the answer to the next request
      ReferenceCountUtil.release(message);
      channel.close();
      return;
    }
    if (message instanceof HttpObject object && object.decoderResult().isFailure()) {
      ReferenceCountUtil.release(message);
      fail(
          isSwitch(object) ? Kind.MALFORMED_UPGRADE : Kind.MALFORMED_RESPONSE,
          "the upstream's response is not well-formed HTTP/1.1");
      return;
    }
    switch (message) {
      case HttpResponse head -> current.responseHead(head);
      case HttpContent content -> current.responseContent(content);
      default -> throw new IllegalStateException(message.getClass().getName());
    }
  }

  private static boolean isSwitch(HttpObject object) {
    return object instanceof HttpResponse head
        && head.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (listener != null) {
      listener.responseReadComplete();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (listener != null) {
      listener.upstreamWritabilityChanged();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    bucket.closed(this);
    fail(Kind.TERMINATED, "the upstream closed the connection");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof DecoderException && cause.getCause() instanceof SSLException broken) {
      fail(TlsHandshake.failure(broken)); // in TLS 1.3 a refusal comes after the handshake
    } else if (cause instanceof IOException) {
      fail(Kind.TERMINATED, "the connection to the upstream failed: " + cause.getMessage());
    } else {
      LOG.log(Level.ERROR, "A connection to an upstream failed by a defect of the proxy", cause);
      fail(Kind.DEFECT, "the proxy failed");
    }
  }

  /** TLS that ends without close_notify may have been cut off by anyone (RFC 8446 6.1). */
  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslCloseCompletionEvent closed && !closed.isSuccess()) {
      fail(Kind.TERMINATED, "the upstream closed the connection without ending TLS");
    }
  }

  private void fail(Kind kind, String detail) {
    fail(new UpstreamFailure(kind, detail));
  }

  private void fail(UpstreamFailure failure) {
    ResponseListener current = listener;
    close();
    if (current != null) {
      current.responseFailed(failure);
    }
  }
}

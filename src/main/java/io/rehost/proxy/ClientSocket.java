package io.rehost.proxy;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import io.rehost.rule.Upstream.Scheme;
import io.rehost.wire.ConnectionEnd;
import java.io.IOException;
import java.net.InetSocketAddress;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The way of the bytes to a client, TCP or TLS over it, and how it ends. */
final class ClientSocket {
  private final Channel channel;
  private final Scheme scheme;
  private @Nullable PeerAddress peer;

  /** The way over {@code channel}, whose pipeline has its TLS handler, if any, already. */
  ClientSocket(Channel channel) {
    this.channel = channel;
    this.scheme = channel.pipeline().get(SslHandler.class) == null ? Scheme.HTTP : Scheme.HTTPS;
  }

  /** The scheme of the URLs that clients use here. */
  Scheme scheme() {
    return scheme;
  }

  /** Where the client is. */
  PeerAddress peer() {
    if (peer == null) {
      peer = new PeerAddress(((InetSocketAddress) channel.remoteAddress()).getAddress());
    }
    return peer;
  }

  /** Sends what has been written, and then says that nothing more comes (RFC 9112 9.6). */
  void endOutput() {
    ConnectionEnd.endOutput(channel);
  }

  /** Sends what has been written and closes. */
  void closeAfterOutput() {
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }

  /**
   * Closes at once, so that the client can't take what it got for whole: by a reset, and without
   * the close_notify that TLS ends with in good order.
   */
  void reset() {
    ConnectionEnd.abort(channel);
  }

  /** Whether the connection failed through the client or the network, not through us. */
  static boolean isFaultOfPeer(Throwable cause) {
    boolean brokenTls =
        cause instanceof DecoderException && cause.getCause() instanceof SSLException;
    return brokenTls || cause instanceof IOException;
  }
}

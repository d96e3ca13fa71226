package io.rehost.proxy;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import io.rehost.rule.Upstream.Scheme;
import java.io.IOException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The way of the bytes to a client, TCP or TLS over it, and how it ends. */
final class ClientSocket {
  private final Channel channel;
  private final @Nullable SslHandler tls;

  /** The way over {@code channel}, whose pipeline has its TLS handler, if any, already. */
  ClientSocket(Channel channel) {
    this.channel = channel;
    this.tls = channel.pipeline().get(SslHandler.class);
  }

  /** The scheme of the URLs that clients use here. */
  Scheme scheme() {
    return tls == null ? Scheme.HTTP : Scheme.HTTPS;
  }

  /** Sends what has been written, and then says that nothing more comes (RFC 9112 9.6). */
  void endOutput() {
    if (tls == null) {
      channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> shutdownOutput());
    } else {
      channel.flush();
      tls.closeOutbound().addListener(sent -> shutdownOutput()); // RFC 8446 6.1
    }
  }

  private void shutdownOutput() {
    ((DuplexChannel) channel).shutdownOutput();
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
    channel.config().setOption(ChannelOption.SO_LINGER, 0);
    if (tls == null) {
      channel.close();
    } else {
      channel.pipeline().context(tls).close();
    }
  }

  /** Whether the connection failed through the client or the network, not through us. */
  static boolean isFaultOfPeer(Throwable cause) {
    boolean brokenTls =
        cause instanceof DecoderException && cause.getCause() instanceof SSLException;
    return brokenTls || cause instanceof IOException;
  }
}

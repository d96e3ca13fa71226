package io.rehost.wire;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

/**
 * The ways in which a connection ends, TCP or TLS over it. To be used on the connection's event
 * loop.
 */
public final class ConnectionEnd {
  private ConnectionEnd() {}

  /**
   * Sends what has been written, and then says that nothing more comes (RFC 9112 9.6, RFC 8446
   * 6.1); input goes on.
   *
   * @return done when everything is sent
   */
  public static ChannelFuture endOutput(Channel channel) {
    ChannelPromise ended = channel.newPromise();
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    // Handlers may wait with what they are to send; what is not encrypted by then never will be.
    ChannelFuture sent = channel.writeAndFlush(Unpooled.EMPTY_BUFFER);
    if (tls == null) {
      sent.addListener(done -> ((DuplexChannel) channel).shutdownOutput(ended));
    } else {
      sent.addListener(
          done ->
              tls.closeOutbound()
                  .addListener(closed -> ((DuplexChannel) channel).shutdownOutput(ended)));
    }
    return ended;
  }

  /**
   * Closes at once, so that the peer can't take what it got for whole: by a reset, and without the
   * close_notify that TLS ends with in good order.
   */
  public static void abort(Channel channel) {
    if (!channel.isOpen()) {
      return;
    }
    channel.config().setOption(ChannelOption.SO_LINGER, 0);
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    if (tls == null) {
      channel.close();
    } else {
      channel.pipeline().context(tls).close();
    }
  }
}

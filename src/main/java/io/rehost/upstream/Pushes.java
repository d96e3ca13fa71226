package io.rehost.upstream;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Ends what an origin begins by itself: server push was declined (RFC 9113 8.4). */
@Sharable
final class Pushes extends ChannelInboundHandlerAdapter {
  static final Pushes REFUSED = new Pushes();

  private Pushes() {}

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    ctx.close();
  }
}

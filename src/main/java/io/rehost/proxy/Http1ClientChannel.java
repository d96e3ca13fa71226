package io.rehost.proxy;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpObject;
import io.rehost.rule.Protocol;
import io.rehost.rule.Upstream.Scheme;
import io.rehost.wire.Deadline;
import java.net.InetSocketAddress;

/** What an exchange gets to see of a client's channel that speaks HTTP/1.1. */
abstract class Http1ClientChannel extends ChannelInboundHandlerAdapter implements ExchangeClient {
  final Channel channel;
  final ClientSocket socket;
  final Deadline deadline;

  Http1ClientChannel(Channel channel) {
    this.channel = channel;
    this.socket = new ClientSocket(channel);
    this.deadline = new Deadline(channel.eventLoop(), this::deadlinePassed);
  }

  abstract void deadlinePassed();

  @Override
  public void write(HttpObject message) {
    channel.write(message, channel.voidPromise());
  }

  @Override
  public void flush() {
    channel.flush();
  }

  @Override
  public boolean isWritable() {
    return channel.isWritable();
  }

  @Override
  public Deadline deadline() {
    return deadline;
  }

  @Override
  public Scheme scheme() {
    return socket.scheme();
  }

  @Override
  public PeerAddress peer() {
    return socket.peer();
  }

  @Override
  public Protocol protocol() {
    return Protocol.HTTP1;
  }

  @Override
  public InetSocketAddress address() {
    return (InetSocketAddress) channel.remoteAddress();
  }
}

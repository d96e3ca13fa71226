package io.rehost.upstream;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.rehost.rule.Destination;
import io.rehost.rule.Upstream;
import io.rehost.upstream.UpstreamFailure.Kind;
import io.rehost.wire.Http1;
import io.rehost.wire.Transport;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Opens connections: name to address, the address checked, then connect. Thread-safe. */
public final class Connector {
  private final Transport transport;
  private final UpstreamSettings settings;
  private final AddressResolver resolver;

  /** Opens connections over {@code transport}, within {@code settings}. */
  public Connector(Transport transport, UpstreamSettings settings) {
    this.transport = transport;
    this.settings = settings;
    this.resolver = new AddressResolver(transport);
  }

  /** Calls one of the two on {@code loop}. */
  void connect(
      EventLoop loop,
      Destination destination,
      int timeoutMillis,
      BiConsumer<Channel, InetSocketAddress> connected,
      Consumer<UpstreamFailure> failed) {
    UpstreamFailure unsupported = unsupported(destination);
    if (unsupported != null) {
      failed.accept(unsupported);
      return;
    }
    Future<InetSocketAddress> resolved = resolver.resolve(loop, destination.upstream());
    resolved.addListener(
        done -> {
          if (!resolved.isSuccess()) {
            failed.accept(
                new UpstreamFailure(
                    Kind.DNS, "the name " + destination.upstream().host() + " does not resolve"));
            return;
          }
          InetSocketAddress address = resolved.getNow();
          if (!settings.addressAllowed().test(address)) {
            failed.accept(
                new UpstreamFailure(
                    Kind.ADDRESS_PROHIBITED, "the address of the upstream is not allowed"));
            return;
          }
          ChannelFuture connecting = bootstrap(loop, timeoutMillis).connect(address);
          connecting.addListener(
              ended -> {
                if (connecting.isSuccess()) {
                  connected.accept(connecting.channel(), address);
                } else {
                  failed.accept(connectFailure(connecting.cause()));
                }
              });
        });
  }

  /** What must not be sent in the clear, or as HTTP/1.1, is not sent at all. */
  private static @Nullable UpstreamFailure unsupported(Destination destination) {
    if (destination.upstream().scheme() == Upstream.Scheme.HTTPS) {
      return new UpstreamFailure(
          Kind.TLS_UNSUPPORTED, "this version of Rehost speaks no TLS to upstreams");
    }
    return switch (destination.protocol()) {
      case AUTO, HTTP1 -> null;
      case H2, H2C ->
          new UpstreamFailure(
              Kind.HTTP2_UNSUPPORTED, "this version of Rehost speaks no HTTP/2 to upstreams");
    };
  }

  private Bootstrap bootstrap(EventLoop loop, int timeoutMillis) {
    return new Bootstrap()
        .group(loop)
        .channel(transport.channel())
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, timeoutMillis)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.RCVBUF_ALLOCATOR, Transport.receiveBuffers())
        .handler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                channel.pipeline().addLast(Http1.clientCodec(settings.maxHead()));
              }
            });
  }

  private static UpstreamFailure connectFailure(Throwable cause) {
    return cause instanceof ConnectTimeoutException
        ? new UpstreamFailure(Kind.CONNECT_TIMEOUT, "no connection to the upstream in time")
        : new UpstreamFailure(
            Kind.CONNECT_REFUSED,
            cause instanceof ConnectException
                ? "the upstream refuses connections"
                : "no way to the upstream");
  }
}

package io.rehost.upstream;

import static java.util.Objects.requireNonNull;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.rehost.rule.Destination;
import io.rehost.rule.TlsIdentity;
import io.rehost.upstream.UpstreamFailure.Kind;
import io.rehost.wire.Http1;
import io.rehost.wire.Transport;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections: name to address, the address checked, connect, TLS if the upstream is https.
 * Thread-safe.
 */
public final class Connector implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Connector.class.getName());

  private final Transport transport;
  private final UpstreamSettings settings;
  private final AddressResolver resolver;
  private final TlsContexts tlsContexts = new TlsContexts();

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
    new Attempt(loop, destination, timeoutMillis, connected, failed).start();
  }

  /** What must not be sent as HTTP/1.1 is not sent at all. */
  private static @Nullable UpstreamFailure unsupported(Destination destination) {
    return switch (destination.protocol()) {
      case AUTO, HTTP1 -> null;
      case H2, H2C ->
          new UpstreamFailure(
              Kind.HTTP2_UNSUPPORTED, "this version of Rehost speaks no HTTP/2 to upstreams");
    };
  }

  /** One connection on its way, with all its steps within one time limit. */
  private final class Attempt {
    private final EventLoop loop;
    private final Destination destination;
    private final BiConsumer<Channel, InetSocketAddress> connected;
    private final Consumer<UpstreamFailure> failed;
    private final long end;

    Attempt(
        EventLoop loop,
        Destination destination,
        int timeoutMillis,
        BiConsumer<Channel, InetSocketAddress> connected,
        Consumer<UpstreamFailure> failed) {
      this.loop = loop;
      this.destination = destination;
      this.connected = connected;
      this.failed = failed;
      this.end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    }

    void start() {
      TlsIdentity tls = destination.tls();
      if (tls == null) {
        resolve(null);
        return;
      }
      Future<SslContext> context = tlsContexts.of(loop, tls);
      context.addListener(
          done -> {
            if (context.isSuccess()) {
              resolve(context.getNow());
            } else {
              LOG.log(
                  Level.WARNING,
                  "no TLS to {0}: {1}",
                  destination.upstream(),
                  context.cause().getMessage());
              failed.accept(
                  new UpstreamFailure(
                      Kind.TLS_FILES, "a file that TLS to the upstream needs is not usable"));
            }
          });
    }

    private void resolve(@Nullable SslContext context) {
      Future<InetSocketAddress> resolved = resolver.resolve(loop, destination.upstream());
      resolved.addListener(
          done -> {
            if (!resolved.isSuccess()) {
              failed.accept(
                  new UpstreamFailure(
                      Kind.DNS, "the name " + destination.upstream().host() + " does not resolve"));
            } else if (!settings.addressAllowed().test(resolved.getNow())) {
              failed.accept(
                  new UpstreamFailure(
                      Kind.ADDRESS_PROHIBITED, "the address of the upstream is not allowed"));
            } else {
              open(resolved.getNow(), context);
            }
          });
    }

    private void open(InetSocketAddress address, @Nullable SslContext context) {
      ChannelFuture connecting = bootstrap(loop, millisLeft()).connect(address);
      connecting.addListener(
          done -> {
            if (!connecting.isSuccess()) {
              failed.accept(connectFailure(connecting.cause()));
            } else if (context == null) {
              connected.accept(connecting.channel(), address);
            } else {
              secure(connecting.channel(), address, context);
            }
          });
    }

    private void secure(Channel channel, InetSocketAddress address, SslContext context) {
      SslHandler handler;
      try {
        handler =
            TlsHandshake.handler(
                context, channel.alloc(), requireNonNull(destination.tls()), millisLeft());
      } catch (RuntimeException e) {
        LOG.log(Level.ERROR, "no TLS to " + destination.upstream(), e);
        channel.close();
        failed.accept(new UpstreamFailure(Kind.DEFECT, "the proxy failed"));
        return;
      }
      channel.pipeline().addFirst(handler);
      handler
          .handshakeFuture()
          .addListener(
              done -> {
                if (done.isSuccess()) {
                  connected.accept(channel, address);
                } else {
                  channel.close();
                  failed.accept(TlsHandshake.failure(done.cause()));
                }
              });
    }

    /** At least one: what is over must still be told by the one who waits. */
    private int millisLeft() {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      return Math.clamp(left, 1, Integer.MAX_VALUE);
    }
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

  /** Opens no more connections to https upstreams. */
  @Override
  public void close() {
    tlsContexts.close();
  }
}

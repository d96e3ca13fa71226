package io.rehost.upstream;

import static java.util.Objects.requireNonNull;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.rehost.rule.Destination;
import io.rehost.rule.Protocol;
import io.rehost.rule.TlsIdentity;
import io.rehost.upstream.UpstreamFailure.Kind;
import io.rehost.wire.Http1;
import io.rehost.wire.Http2;
import io.rehost.wire.Http2ClientCodec;
import io.rehost.wire.Transport;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections: name to address, the address checked, connect, TLS if the upstream is https.
 * Thread-safe.
 */
public final class Connector implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Connector.class.getName());

  /** What is spoken is not known before. */
  private static final ChannelHandler UNTIL_CONNECTED =
      new ChannelInitializer<Channel>() {
        @Override
        protected void initChannel(Channel channel) {
          // codecs come when the connection stands
        }
      };

  /** The handshake's future tells why it failed; nobody needs to hear of it twice. */
  private static final ChannelHandler UNTIL_SECURED = new HandshakeFailure();

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
      Consumer<Established> connected,
      Consumer<UpstreamFailure> failed) {
    new Attempt(loop, destination, timeoutMillis, connected, failed).start();
  }

  /**
   * A connection that stands.
   *
   * @param http2 its codec, with the origin's settings; null if HTTP/1.1 is spoken on it
   */
  record Established(
      Channel channel, InetSocketAddress address, @Nullable Http2ClientCodec http2) {}

  /** One connection on its way, with all its steps within one time limit. */
  private final class Attempt {
    private final EventLoop loop;
    private final Destination destination;
    private final Consumer<Established> connected;
    private final Consumer<UpstreamFailure> failed;
    private final long end;

    Attempt(
        EventLoop loop,
        Destination destination,
        int timeoutMillis,
        Consumer<Established> connected,
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
      Future<SslContext> context = tlsContexts.of(loop, tls, destination.protocol());
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
              speak(connecting.channel(), address, destination.protocol() == Protocol.H2C);
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
      channel.pipeline().addFirst(handler).addLast(UNTIL_SECURED);
      handler
          .handshakeFuture()
          .addListener(
              done -> {
                if (done.isSuccess()) {
                  channel.pipeline().remove(UNTIL_SECURED);
                  secured(channel, address, handler.applicationProtocol());
                } else {
                  channel.close();
                  failed.accept(TlsHandshake.failure(done.cause()).at(address));
                }
              });
    }

    private void secured(Channel channel, InetSocketAddress address, @Nullable String chosen) {
      UpstreamFailure unfit = Alpn.check(destination.protocol(), chosen);
      if (unfit == null) {
        speak(channel, address, Alpn.choseHttp2(chosen));
      } else {
        channel.close();
        failed.accept(unfit.at(address));
      }
    }

    private void speak(Channel channel, InetSocketAddress address, boolean http2) {
      if (!http2) {
        channel.pipeline().addLast(Http1.clientCodec(settings.maxHead()));
        connected.accept(new Established(channel, address, null));
        return;
      }
      Http2ClientCodec codec = Http2ClientCodec.of(settings.maxHead());
      var greeting =
          new Http2Greeting(
              millisLeft(),
              () -> connected.accept(new Established(channel, address, codec)),
              failed);
      channel
          .pipeline()
          .addLast(Http2.sendingTogether())
          .addLast(codec, new Http2MultiplexHandler(Pushes.REFUSED), greeting);
      codec.openWindow(channel);
    }

    /** At least one: what is over must still be told by the one who waits. */
    private int millisLeft() {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      return Math.clamp(left, 1, Integer.MAX_VALUE);
    }
  }

  @Sharable
  private static final class HandshakeFailure extends ChannelInboundHandlerAdapter {
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      LOG.log(Level.DEBUG, "TLS with an upstream failed", cause);
    }
  }

  private Bootstrap bootstrap(EventLoop loop, int timeoutMillis) {
    return new Bootstrap()
        .group(loop)
        .channel(transport.channel())
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, timeoutMillis)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.RCVBUF_ALLOCATOR, Transport.receiveBuffers())
        .handler(UNTIL_CONNECTED);
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

package io.rehost.proxy;

import static java.util.Objects.requireNonNull;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.EventExecutor;
import io.rehost.rule.ActiveRules;
import io.rehost.upstream.Connector;
import io.rehost.upstream.UpstreamPool;
import io.rehost.upstream.UpstreamQuotas;
import io.rehost.wire.Http1;
import io.rehost.wire.Transport;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The data plane as a whole: event loops, listeners, and their end. Thread-safe. */
public final class ProxyServer implements AutoCloseable {
  private static final int ACCEPT_BACKLOG = 1024;
  private static final long SWEEP_SECONDS = 5;

  private final Transport transport;
  private final DrainState drain = new DrainState();
  private final UpstreamQuotas quotas;
  private final Connector connector;
  private final Map<EventExecutor, Worker> workers = new HashMap<>();
  private final List<Channel> listeners = new ArrayList<>();

  private ProxyServer(ProxySettings settings, ActiveRules rules, ExchangeListener listener) {
    transport = Transport.start(settings.workers());
    quotas = new UpstreamQuotas(settings.upstream().maxConnections());
    connector = new Connector(transport, settings.upstream());
    for (EventExecutor executor : transport.workers()) {
      EventLoop loop = (EventLoop) executor;
      UpstreamPool pool = new UpstreamPool(loop, connector, settings.upstream(), quotas);
      workers.put(
          loop,
          new Worker(
              workers.size(), loop, pool, rules, settings, listener, drain, new HashSet<>()));
      loop.scheduleWithFixedDelay(pool::closeStale, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
    }
  }

  /**
   * Binds every address and starts to serve.
   *
   * @throws IOException if an address can't be bound or a file not be used; nothing is left running
   *     then
   */
  public static ProxyServer start(
      ProxySettings settings, ActiveRules rules, ExchangeListener listener) throws IOException {
    ProxyServer server = new ProxyServer(settings, rules, listener);
    try {
      for (InetSocketAddress address : settings.listen()) {
        server.bind(address, settings, null);
      }
      ProxySettings.Tls tls = settings.tls();
      if (tls != null) {
        TlsListener files = TlsListener.of(tls.certificate(), tls.key());
        for (InetSocketAddress address : tls.addresses()) {
          server.bind(address, settings, files);
        }
      }
    } catch (IOException e) {
      server.close();
      throw e;
    }
    return server;
  }

  private void bind(InetSocketAddress address, ProxySettings settings, @Nullable TlsListener tls)
      throws IOException {
    ChannelFuture bound =
        transport
            .listeners(address.getAddress(), sharesPortWithIpv4(address, settings))
            .option(ChannelOption.SO_BACKLOG, ACCEPT_BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childOption(ChannelOption.RCVBUF_ALLOCATOR, Transport.receiveBuffers())
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) throws IOException {
                    Worker worker = requireNonNull(workers.get(channel.eventLoop()));
                    if (tls != null) {
                      channel.pipeline().addLast(tls.handler(channel.alloc()));
                    }
                    ChannelHandler codec = Http1.serverCodec(settings.limits().head());
                    var http1 = new Http1ClientConnection(worker, channel);
                    channel
                        .pipeline()
                        .addLast(new ClientProtocol(worker, codec, http1), codec, http1);
                  }
                })
            .bind(address)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException(
          "cannot listen on %s: %s"
              .formatted(NetUtil.toSocketAddressString(address), bound.cause().getMessage()),
          bound.cause());
    }
    listeners.add(bound.channel());
  }

  /** Where both families are asked for by themselves, {@code ::} leaves IPv4 to the other. */
  private static boolean sharesPortWithIpv4(InetSocketAddress address, ProxySettings settings) {
    ProxySettings.Tls tls = settings.tls();
    return Stream.concat(
            settings.listen().stream(), tls == null ? Stream.of() : tls.addresses().stream())
        .anyMatch(
            it -> it.getPort() == address.getPort() && it.getAddress() instanceof Inet4Address);
  }

  /** The addresses that clients are accepted on, in the order of the settings; TLS comes last. */
  public List<InetSocketAddress> addresses() {
    return listeners.stream().map(c -> (InetSocketAddress) c.localAddress()).toList();
  }

  /** How many clients are connected. */
  public int clientConnections() {
    return drain.connections();
  }

  /** How many connections to upstreams are open or being opened. */
  public int upstreamConnections() {
    return quotas.open();
  }

  /** How many of them are being opened. */
  public int connectingUpstreamConnections() {
    return quotas.connecting();
  }

  /** How many of them are open and carry no exchange. */
  public int idleUpstreamConnections() {
    return quotas.idle();
  }

  /** Whether every event loop runs a task within {@code limit}. */
  public boolean eventLoopsTurn(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    List<Future<?>> turns = new ArrayList<>();
    workers.keySet().forEach(loop -> turns.add(loop.submit(() -> {})));
    for (var turn : turns) {
      try {
        turn.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
      } catch (ExecutionException | TimeoutException e) {
        return false;
      }
    }
    return true;
  }

  /**
   * Ends in good order: for {@code delay} new requests are still taken and told that their
   * connection closes; then no one is accepted any more, unused connections are closed, and what is
   * going on may end.
   *
   * @return whether everything ended within {@code limit}; if not, what was left has been cut off
   */
  public boolean drain(Duration delay, Duration limit) throws InterruptedException {
    drain.announce();
    TimeUnit.NANOSECONDS.sleep(delay.toNanos());
    listeners.forEach(listener -> listener.close().awaitUninterruptibly());
    workers.values().forEach(this::closeIdle);
    boolean clean = drain.awaitNone(limit.toNanos());
    close();
    return clean;
  }

  private void closeIdle(Worker worker) {
    worker
        .loop()
        .execute(
            () -> {
              List.copyOf(worker.connections()).forEach(ClientConnection::closeIfIdle);
              worker.pool().closeIdle();
            });
  }

  private static void cutOff(Worker worker) {
    worker
        .loop()
        .execute(() -> List.copyOf(worker.connections()).forEach(ClientConnection::cutOff));
  }

  /** Connections tell of their end in tasks that come before this one. */
  private static void awaitTurn(EventExecutor loop) {
    loop.submit(() -> {}).awaitUninterruptibly(1, TimeUnit.SECONDS);
  }

  /** Ends at once; connections are cut off. */
  @Override
  public void close() {
    listeners.forEach(listener -> listener.close().awaitUninterruptibly());
    if (!transport.workers().isShuttingDown()) {
      workers.values().forEach(ProxyServer::cutOff);
      workers.keySet().forEach(ProxyServer::awaitTurn);
    }
    transport
        .workers()
        .shutdownGracefully(0, 1, TimeUnit.SECONDS)
        .awaitUninterruptibly(2, TimeUnit.SECONDS);
    connector.close();
  }
}

package io.rehost.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.rule.Match;
import io.rehost.rule.Rule;
import io.rehost.rule.Unmatched;
import io.rehost.rule.Upstream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A proxy between a client and an origin, both played by a test, byte by byte. */
final class TunnelScene implements AutoCloseable {
  static final String ASK =
      "GET /chat HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
  static final String GRANT =
      "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
  private static final int PATIENCE_MILLIS = 20_000;

  final TestProxy proxy;
  final RawClient client;
  private final ServerSocket origin;
  private final @Nullable TunnelTls tls;
  private final Map<RawClient, Socket> wires = new ConcurrentHashMap<>();
  private final BlockingQueue<Ended> ended = new LinkedBlockingQueue<>();

  /** What there is to say of an exchange that has ended. */
  record Ended(int status, @Nullable ProxyError error, long bytesIn, long bytesOut) {}

  /** A scene in which Host is overridden by {@code b}. */
  TunnelScene() throws IOException {
    this(UnaryOperator.identity());
  }

  TunnelScene(UnaryOperator<ProxySettings> settings) throws IOException {
    this(settings, TestProxy.rule("all", Match.ANY, "b"));
  }

  TunnelScene(UnaryOperator<ProxySettings> settings, Rule rule) throws IOException {
    this(settings, origin -> rule, null);
  }

  /** A scene with TLS on both sides. */
  TunnelScene(TunnelTls tls) throws IOException {
    this(tls.listener(), tls::rule, tls);
  }

  private TunnelScene(
      UnaryOperator<ProxySettings> settings, Function<Upstream, Rule> rule, @Nullable TunnelTls tls)
      throws IOException {
    this.tls = tls;
    origin = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    origin.setSoTimeout(PATIENCE_MILLIS);
    proxy = new TestProxy(settings, listener());
    proxy.use(TestProxy.document(upstream(), Unmatched.REJECT, rule.apply(upstream())));
    client = connect();
  }

  private ExchangeListener listener() {
    return new ExchangeListener() {
      @Override
      public void exchangeEnded(ExchangeView it) {
        ended.add(new Ended(it.status(), it.error(), it.bytesIn(), it.bytesOut()));
      }
    };
  }

  Upstream upstream() {
    Upstream.Scheme scheme = tls == null ? Upstream.Scheme.HTTP : Upstream.Scheme.HTTPS;
    return new Upstream(scheme, "127.0.0.1", origin.getLocalPort());
  }

  RawClient connect() throws IOException {
    var address = proxy.server.addresses().getLast();
    Socket wire = new Socket(address.getAddress(), address.getPort());
    return end(wire, tls == null ? wire : tls.client(wire));
  }

  /** The origin's end of the proxy's next connection. */
  RawClient accept() throws IOException {
    Socket wire = origin.accept();
    return end(wire, tls == null ? wire : tls.server(wire));
  }

  private RawClient end(Socket wire, Socket socket) throws IOException {
    RawClient end = new RawClient(socket);
    socket.setSoTimeout(PATIENCE_MILLIS);
    wires.put(end, wire);
    return end;
  }

  /** The TCP connection below an end's TLS. */
  Socket wire(RawClient end) {
    return Objects.requireNonNull(wires.get(end));
  }

  /** Opens a tunnel; returns the origin's end of it. */
  RawClient open() throws IOException {
    client.send(ASK);
    RawClient server = accept();
    server.readHead();
    server.send(GRANT);
    assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
    return server;
  }

  /** The next exchange that ends. */
  Ended ended() throws InterruptedException {
    Ended next = ended.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    assertThat(next).as("an exchange that has ended").isNotNull();
    return next;
  }

  /** Whether no exchange has ended that was not looked at. */
  boolean goesOn() {
    return ended.isEmpty();
  }

  @Override
  public void close() throws IOException {
    client.close();
    proxy.close();
    origin.close();
  }
}

package io.rehost.probe;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.rehost.rule.Authority;
import io.rehost.rule.Destination;
import io.rehost.rule.TlsIdentity;
import io.rehost.upstream.Connector;
import io.rehost.upstream.OriginCertificate;
import io.rehost.upstream.UpstreamPool;
import io.rehost.upstream.UpstreamQuotas;
import io.rehost.upstream.UpstreamSettings;
import io.rehost.wire.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Sends two requests to an origin, as the data plane would: one with the rule's Host, one with a
 * random name below {@code .invalid} (RFC 6761 6.4). Thread-safe; blocks.
 *
 * @param upstream how long connecting may take, and which addresses may be connected to
 * @param response how long one response may take, as a whole, from connecting on
 */
public record VhostProbe(UpstreamSettings upstream, Duration response) {
  /**
   * Asks and compares.
   *
   * @param sent the head that the rule sends; its method is GET or HEAD, and it has a Host
   * @throws IllegalArgumentException for another method, which could change something
   */
  public ProbeReport run(HttpRequest sent, Destination to) {
    if (!sent.method().equals(HttpMethod.GET) && !sent.method().equals(HttpMethod.HEAD)) {
      throw new IllegalArgumentException(sent.method() + " (expected: GET or HEAD)");
    }
    String host = sent.headers().get("Host", "");
    String other = nobody(host);
    Transport transport = Transport.start(1);
    try (Connector connector = new Connector(transport, upstream)) {
      EventLoop loop = transport.workers().next();
      Reply reply = ask(new Asking(sent, host), loop, connector, to);
      Reply otherReply = ask(new Asking(sent, other), loop, connector, to);
      return new ProbeReport(
          sent.method().name(),
          host,
          reply,
          other,
          otherReply,
          to.tls(),
          to.tls() == null ? null : look(reply, to.tls()));
    } finally {
      transport.workers().shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
  }

  /** Each on a connection of its own: the first answer must not decide what the second gets. */
  private Reply ask(Asking asking, EventLoop loop, Connector connector, Destination to) {
    int connectMillis = Math.max(1, Math.toIntExact(upstream.connectTimeout().toMillis()));
    UpstreamPool pool = new UpstreamPool(loop, connector, upstream, new UpstreamQuotas(1));
    String late = "no whole response in " + response.toMillis() + " ms";
    loop.execute(() -> pool.acquireNew(to, connectMillis, asking));
    var limit =
        loop.schedule(() -> asking.giveUp(late), response.toMillis(), TimeUnit.MILLISECONDS);
    Reply reply = asking.reply().join();
    limit.cancel(false);
    return reply;
  }

  /** A name that nobody has, with the same port. */
  private static String nobody(String host) {
    Authority authority = Authority.parse(host);
    int port = authority == null ? Authority.NO_PORT : authority.port();
    return Authority.of(UUID.randomUUID() + ".invalid", port).toString();
  }

  /** Goes only where the first request was allowed to go. */
  private Sight look(Reply reply, TlsIdentity tls) {
    InetSocketAddress address = reply.address();
    if (address == null) {
      return new Sight.Unseen("no connection");
    }
    try {
      return new Sight.Seen(OriginCertificate.look(address, tls, upstream.connectTimeout()));
    } catch (IOException e) {
      return new Sight.Unseen(Objects.requireNonNullElse(e.getMessage(), e.toString()));
    }
  }
}

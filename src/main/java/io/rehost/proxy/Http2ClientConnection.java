package io.rehost.proxy;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.DefaultHttp2PingFrame;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2PingFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.rehost.rule.Upstream.Scheme;
import io.rehost.wire.Deadline;
import io.rehost.wire.Http2;
import io.rehost.wire.InputEnd;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import javax.net.ssl.SSLSession;

/**
 * A client's HTTP/2 connection: its streams, each with an exchange of its own, and its end, which
 * comes in two steps (RFC 9113 6.8) so that no request on its way is lost.
 */
final class Http2ClientConnection extends ChannelInboundHandlerAdapter implements ClientConnection {
  private static final Logger LOG = System.getLogger(Http2ClientConnection.class.getName());

  /** How long the client may take to say that it knows of the end. */
  private static final long ANSWER_NANOS = Duration.ofSeconds(2).toNanos();

  /** As many streams more as there are numbers. */
  private static final int ALL_STREAMS = Integer.MAX_VALUE;

  private static final long PING = 0x7265686f7374L;

  private final Worker worker;
  private final Channel channel;
  private final ClientSocket socket;
  private final Deadline deadline;
  private final boolean tooMany;
  private int streams;
  private Phase phase = Phase.OPEN;

  /** How far its end has come. */
  private enum Phase {
    OPEN,
    /** The client knows that the end comes, and its streams are still taken. */
    ANNOUNCED,
    /** The client knows which of its streams are the last. */
    LAST_STREAMS
  }

  private Http2ClientConnection(Worker worker, Channel channel, boolean tooMany) {
    this.worker = worker;
    this.channel = channel;
    this.tooMany = tooMany;
    this.socket = new ClientSocket(channel);
    this.deadline = new Deadline(channel.eventLoop(), this::deadlinePassed);
  }

  /**
   * Speaks HTTP/2 from the next byte on.
   *
   * @param channel a client's that has been counted
   * @param since when it was accepted, a {@link System#nanoTime}
   * @param tooMany whether it is over the limit, and only gets to know that
   */
  static void begin(Worker worker, Channel channel, long since, boolean tooMany) {
    var connection = new Http2ClientConnection(worker, channel, tooMany);
    Http2FrameCodec codec = Http2.serverCodec(worker.settings().limits().head());
    channel
        .pipeline()
        .addLast(Http2.sendingTogether(), new GentleClose())
        .addLast(codec, connection.multiplexer(), connection);
    channel.pipeline().write(Http2.connectionWindow(codec));
    worker.connections().add(connection);
    long now = System.nanoTime();
    long head = worker.settings().timeouts().head().toNanos();
    connection.deadline.set(now, Math.max(0, head - (now - since)));
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    if (tls != null && !isAdequate(tls.engine().getSession())) {
      connection.nameLastStreams(Http2Error.INADEQUATE_SECURITY);
    }
  }

  /**
   * TLS 1.2 with an ephemeral key and authenticated encryption, or later (RFC 9113 9.2). Others
   * stay allowed for HTTP/1.1, and TLS names the protocol before it knows the cipher.
   */
  private static boolean isAdequate(SSLSession session) {
    String cipher = session.getCipherSuite();
    boolean authenticated =
        cipher.contains("_GCM_") || cipher.contains("_CHACHA20_") || cipher.contains("_CCM");
    return session.getProtocol().equals("TLSv1.3")
        || (session.getProtocol().equals("TLSv1.2") && cipher.contains("DHE_") && authenticated);
  }

  private Http2MultiplexHandler multiplexer() {
    return new Http2MultiplexHandler(
        new ChannelInitializer<Http2StreamChannel>() {
          @Override
          protected void initChannel(Http2StreamChannel stream) {
            stream
                .pipeline()
                .addLast(new Http2ClientStream(Http2ClientConnection.this, worker, stream));
          }
        });
  }

  Scheme scheme() {
    return socket.scheme();
  }

  /** Where the client is. */
  PeerAddress peer() {
    return socket.peer();
  }

  /** Whether it is over the limit of connections. */
  boolean isTooMany() {
    return tooMany;
  }

  void streamOpened() {
    streams++;
    if (phase == Phase.OPEN) {
      deadline.clear(); // each stream has its own
    }
  }

  void streamClosed() {
    streams--;
    if (streams > 0 || !channel.isActive()) {
      return; // the streams of a connection that is gone hear of it after it did
    }
    switch (phase) {
      case OPEN ->
          deadline.set(System.nanoTime(), worker.settings().timeouts().keepAlive().toNanos());
      case LAST_STREAMS -> channel.close();
      case ANNOUNCED -> {}
    }
  }

  /** During the drain, and over the limit, a connection goes after the first exchange. */
  void exchangeEnded() {
    if (tooMany || worker.drain().announced()) {
      closeIfIdle();
    }
  }

  /**
   * Tells the client to go; what is going on may end, and what is on its way is still taken. The
   * answer to the ping says that the client knows (RFC 9113 6.8).
   */
  @Override
  public void closeIfIdle() {
    if (phase == Phase.OPEN) {
      phase = Phase.ANNOUNCED;
      var goAway = new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR).setExtraStreamIds(ALL_STREAMS);
      channel.write(goAway, channel.voidPromise());
      channel.writeAndFlush(new DefaultHttp2PingFrame(PING), channel.voidPromise());
      deadline.set(System.nanoTime(), ANSWER_NANOS);
    }
  }

  private void nameLastStreams(Http2Error reason) {
    phase = Phase.LAST_STREAMS;
    deadline.clear();
    channel.writeAndFlush(new DefaultHttp2GoAwayFrame(reason), channel.voidPromise());
    if (streams == 0) {
      channel.close();
    }
  }

  private void deadlinePassed() {
    switch (phase) {
      case OPEN, ANNOUNCED -> nameLastStreams(Http2Error.NO_ERROR);
      case LAST_STREAMS -> channel.close();
    }
  }

  @Override
  public void cutOff() {
    socket.reset();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    boolean known = message instanceof Http2PingFrame ping && ping.ack() && ping.content() == PING;
    ReferenceCountUtil.release(message);
    if (known && phase == Phase.ANNOUNCED) {
      nameLastStreams(Http2Error.NO_ERROR);
    }
  }

  /** A client that has ended its side can give no more window: it is gone. */
  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (InputEnd.isSaidBy(event)) {
      channel.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    deadline.cancel();
    worker.connections().remove(this);
    worker.drain().disconnected();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (Http2CodecUtil.getEmbeddedHttp2Exception(cause) != null) {
      return; // the client broke the protocol, and the codec tells it so and closes
    }
    if (ClientSocket.isFaultOfPeer(cause)) {
      channel.close();
    } else {
      LOG.log(Level.ERROR, "A connection failed by a defect of the proxy", cause);
      socket.reset();
    }
  }
}

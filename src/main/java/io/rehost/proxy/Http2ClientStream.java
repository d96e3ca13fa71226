package io.rehost.proxy;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.util.ReferenceCountUtil;
import io.rehost.rule.Protocol;
import io.rehost.rule.Upstream.Scheme;
import io.rehost.wire.Deadline;
import io.rehost.wire.Http2Request;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A stream of a client's HTTP/2 connection: one exchange (RFC 9113 8.1). Content that nobody takes
 * yet stays unread, and unread content gives the client no window to send more.
 */
final class Http2ClientStream extends ChannelInboundHandlerAdapter implements ExchangeClient {
  private static final Logger LOG = System.getLogger(Http2ClientStream.class.getName());

  private final Http2ClientConnection connection;
  private final Worker worker;
  private final Http2StreamChannel channel;
  private final Deadline deadline;
  private final Http2ResponseFrames frames;
  private @Nullable Exchange exchange;
  private boolean headRead;

  /** How the client learns that nobody wants the rest of its request (RFC 9113 8.1). */
  private Http2Error refusal = Http2Error.NO_ERROR;

  Http2ClientStream(Http2ClientConnection connection, Worker worker, Http2StreamChannel channel) {
    this.connection = connection;
    this.worker = worker;
    this.channel = channel;
    this.deadline = new Deadline(channel.eventLoop(), this::deadlinePassed);
    this.frames = new Http2ResponseFrames(channel, this::responseSent);
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    connection.streamOpened();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    switch (message) {
      case Http2HeadersFrame head when !headRead -> begin(head);
      case Http2HeadersFrame trailers -> end(trailers);
      case Http2DataFrame data -> content(data);
      default -> ReferenceCountUtil.release(message); // an extension that nobody agreed on
    }
  }

  private void begin(Http2HeadersFrame frame) {
    headRead = true;
    Http2Request request = Http2Request.of(frame.headers(), frame.isEndStream());
    if (request.isMalformed()) {
      malformed();
    }
    frames.answers(request.method());
    Exchange next = new Exchange(this, worker);
    exchange = next;
    if (connection.isTooMany()) {
      next.refuse(ProxyError.CONNECTION_LIMIT, "Too many connections.");
    } else {
      next.start(request);
    }
    if (frame.isEndStream()) {
      take(LastHttpContent.EMPTY_LAST_CONTENT);
    }
    updateReading();
  }

  private void content(Http2DataFrame frame) {
    boolean readable = frame.content().isReadable();
    if (!readable) {
      frame.release();
    }
    if (!frame.isEndStream()) {
      if (readable) {
        take(new DefaultHttpContent(frame.content()));
      }
    } else {
      take(
          readable
              ? new DefaultLastHttpContent(frame.content())
              : LastHttpContent.EMPTY_LAST_CONTENT);
    }
  }

  private void end(Http2HeadersFrame frame) {
    LastHttpContent last = Http2Request.trailers(frame.headers());
    if (last != null) {
      take(last);
    } else if (exchange != null) {
      malformed();
      exchange.requestBroken();
    }
  }

  private void take(HttpContent content) {
    if (exchange == null) {
      content.release();
    } else {
      exchange.requestContent(content);
      updateReading();
    }
  }

  /** RFC 9113 8.1.1: the stream ends with an error, for which a response may come first. */
  private void malformed() {
    refusal = Http2Error.PROTOCOL_ERROR;
    frames.leaveOpen();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (exchange != null) {
      exchange.requestReadComplete();
    }
  }

  /** Reads as long as somebody takes what is read, and what nobody wants any more. */
  @Override
  public void updateReading() {
    boolean reading = exchange == null || exchange.takesRequestContent();
    if (channel.config().isAutoRead() != reading) {
      channel.config().setAutoRead(reading);
    }
  }

  @Override
  public void exchangeEnded(boolean keepAlive) {
    exchange = null;
    deadline.set(System.nanoTime(), worker.settings().timeouts().idle().toNanos());
    updateReading();
    connection.exchangeEnded();
  }

  /** The end of the response is on its way: the rest of the request is not wanted. */
  private void responseSent() {
    Http2Stream.State state = channel.stream().state();
    if (refusal != Http2Error.NO_ERROR
        || state == Http2Stream.State.OPEN
        || state == Http2Stream.State.HALF_CLOSED_LOCAL) {
      reset(refusal);
    }
  }

  @Override
  public void reset() {
    reset(Http2Error.INTERNAL_ERROR);
  }

  private void reset(Http2Error error) {
    exchange = null;
    channel.writeAndFlush(new DefaultHttp2ResetFrame(error), channel.voidPromise());
    updateReading();
  }

  private void deadlinePassed() {
    if (exchange != null) {
      exchange.deadlinePassed();
    } else {
      reset(Http2Error.CANCEL); // to close the channel would leave what waits for a window
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof Http2ResetFrame) {
      leave();
      updateReading();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (exchange != null) {
      exchange.clientWritabilityChanged();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    deadline.cancel();
    leave();
    connection.streamClosed();
  }

  private void leave() {
    Exchange unfinished = exchange;
    exchange = null;
    if (unfinished != null) {
      unfinished.clientGone();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (ClientSocket.isFaultOfPeer(cause)) {
      return; // the stream, or its connection, is closed for it
    }
    Exchange current = exchange;
    if (Http2CodecUtil.getEmbeddedHttp2Exception(cause) != null) {
      if (current != null) {
        current.requestBroken(); // the codec resets the stream behind the answer
      }
    } else if (current != null) {
      current.defect(cause);
    } else {
      LOG.log(Level.ERROR, "A stream failed by a defect of the proxy", cause);
      reset();
    }
  }

  @Override
  public void write(HttpObject message) {
    frames.write(message);
  }

  @Override
  public void flush() {
    frames.flush();
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
    return connection.scheme();
  }

  @Override
  public PeerAddress peer() {
    return connection.peer();
  }

  @Override
  public Protocol protocol() {
    return scheme() == Scheme.HTTPS ? Protocol.H2 : Protocol.H2C;
  }

  @Override
  public InetSocketAddress address() {
    return (InetSocketAddress) channel.remoteAddress();
  }
}

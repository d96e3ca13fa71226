package io.rehost.upstream;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2Stream.State;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.util.ReferenceCountUtil;
import io.rehost.rule.Protocol;
import io.rehost.upstream.UpstreamFailure.Kind;
import io.rehost.wire.Http2ResponseDecoder;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One stream of an HTTP/2 connection to an origin: one exchange (RFC 9113 8.1). What nobody takes
 * stays unread, and unread content gives the origin no window to send more.
 */
final class Http2UpstreamStream extends ChannelInboundHandlerAdapter implements UpstreamStream {
  private static final Logger LOG = System.getLogger(Http2UpstreamStream.class.getName());

  private final Http2StreamChannel channel;
  private final Http2Connection connection;
  private final Http2RequestFrames frames;
  private final boolean reused;
  private @Nullable Http2ResponseDecoder decoder;
  private @Nullable ResponseListener listener;
  private boolean begun;
  private boolean answered;

  Http2UpstreamStream(Http2StreamChannel channel, Http2Connection connection, boolean reused) {
    this.channel = channel;
    this.connection = connection;
    this.reused = reused;
    this.frames = new Http2RequestFrames(channel, connection.protocol() == Protocol.H2);
  }

  @Override
  public InetSocketAddress address() {
    return connection.address();
  }

  @Override
  public Protocol protocol() {
    return connection.protocol();
  }

  @Override
  public boolean reused() {
    return reused;
  }

  @Override
  public void listen(ResponseListener responseListener) {
    listener = responseListener;
  }

  @Override
  public void write(HttpObject message) {
    if (message instanceof HttpRequest request) {
      decoder = new Http2ResponseDecoder(request.method(), this::tell);
    }
    frames.write(message);
    noteBeginning();
  }

  @Override
  public void flush() {
    frames.flush();
    noteBeginning();
  }

  /** The first frame takes the place in the codec's count of streams that {@code take} kept. */
  private void noteBeginning() {
    if (!begun && frames.begun()) {
      begun = true;
      connection.begun();
      connection.liveness().requestSent();
    }
  }

  @Override
  public boolean isWritable() {
    return frames.ended() || channel.isWritable();
  }

  @Override
  public void setReading(boolean reading) {
    if (channel.config().isAutoRead() != reading) {
      channel.config().setAutoRead(reading);
    }
  }

  @Override
  public void release() {
    listener = null;
    setReading(true);
    if (!begun) {
      channel.close();
    } else if (isOpenForUs()) {
      // all is answered, but the origin has not taken all of the request: it may, for a while
      connection.resetLater(channel);
    }
  }

  @Override
  public void close() {
    if (listener != null && begun && !answered) {
      connection.liveness().requestGivenUp();
    }
    listener = null;
    frames.end();
    channel.close(); // resets it (CANCEL) unless both sides have ended
  }

  private boolean isOpenForUs() {
    State state = channel.stream().state();
    return state == State.OPEN || state == State.HALF_CLOSED_REMOTE;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    Http2ResponseDecoder current = decoder;
    if (listener == null || current == null) {
      ReferenceCountUtil.release(message);
      return;
    }
    connection.liveness().responseRead();
    switch (message) {
      case Http2HeadersFrame head -> current.headers(head.headers(), head.isEndStream());
      case Http2DataFrame data -> current.data(data.content(), data.isEndStream());
      default -> ReferenceCountUtil.release(message); // an extension that nobody agreed on
    }
  }

  private void tell(HttpObject message) {
    ResponseListener current = listener;
    if (current == null) {
      ReferenceCountUtil.release(message);
    } else if (message.decoderResult().isFailure()) {
      malformed();
    } else if (message instanceof HttpResponse head) {
      answered = true;
      current.responseHead(head);
    } else {
      current.responseContent((HttpContent) message);
    }
  }

  private void malformed() {
    reset(Http2Error.PROTOCOL_ERROR);
    fail(Kind.MALFORMED_RESPONSE, "the upstream's response is not well-formed HTTP/2");
  }

  private void reset(Http2Error error) {
    frames.end();
    channel.writeAndFlush(new DefaultHttp2ResetFrame(error), channel.voidPromise());
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (listener != null) {
      listener.responseReadComplete();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (listener != null) {
      listener.upstreamWritabilityChanged();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof Http2ResetFrame reset) {
      resetByOrigin(reset.errorCode());
    } else if (event instanceof Http2GoAwayFrame goAway) {
      goAway.release();
      connection.retire();
      failUnprocessed("the upstream takes no more requests on its connection");
    }
  }

  /**
   * Comes before what is still unread. If the response is whole, the origin wants no more of the
   * request, whatever the code (RFC 9113 8.1).
   */
  private void resetByOrigin(long code) {
    frames.end();
    if (channel.stream().state() == State.HALF_CLOSED_REMOTE) {
      if (listener != null) {
        listener.upstreamWritabilityChanged();
      }
    } else if (code == Http2Error.REFUSED_STREAM.code()) {
      failUnprocessed("the upstream refused the request");
    } else {
      fail(Kind.RESET, "the upstream reset the stream with code " + code);
    }
  }

  private void failUnprocessed(String detail) {
    fail(answered ? Kind.RESET : Kind.REFUSED, detail);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (!begun) {
      begun = true;
      connection.begun();
    }
    if (listener == null) {
      return;
    }
    UpstreamFailure why = connection.failure();
    if (!frames.sent()) {
      failUnprocessed("the upstream's connection ended before the request");
    } else {
      fail(why == null ? new UpstreamFailure(Kind.TERMINATED, "the stream ended") : why);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof DecoderException && cause.getCause() instanceof SSLException broken) {
      fail(TlsHandshake.failure(broken));
    } else if (Http2CodecUtil.getEmbeddedHttp2Exception(cause) != null) {
      // the codec resets the stream for it
      fail(Kind.MALFORMED_RESPONSE, "the upstream's response is not well-formed HTTP/2");
    } else if (!(cause instanceof IOException) && channel.stream().state() != State.CLOSED) {
      // what is written to a stream that has ended fails, and its end is told anyway
      LOG.log(Level.ERROR, "A stream to an upstream failed by a defect of the proxy", cause);
      reset(Http2Error.INTERNAL_ERROR);
      fail(Kind.DEFECT, "the proxy failed");
    }
  }

  private void fail(Kind kind, String detail) {
    fail(new UpstreamFailure(kind, detail));
  }

  private void fail(UpstreamFailure failure) {
    ResponseListener current = listener;
    listener = null;
    frames.end();
    if (current != null) {
      current.responseFailed(failure);
    }
  }
}

package io.rehost.proxy;

import static java.util.Objects.requireNonNull;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.rehost.wire.InputEnd;
import io.rehost.wire.ServerCodec;
import io.rehost.wire.TunnelCodec;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * A client's HTTP/1.1 connection: one exchange after the other, in the order of the requests (RFC
 * 9112 9.3). What comes in while an exchange waits for its response is kept, and no more is read.
 * An exchange that becomes a tunnel is the last one.
 */
final class Http1ClientConnection extends Http1ClientChannel implements ClientConnection {
  private static final Logger LOG = System.getLogger(Http1ClientConnection.class.getName());

  private final Worker worker;
  private final LingeringClose lingering;
  private final Queue<HttpObject> pipelined = new ArrayDeque<>();
  private @Nullable ServerCodec codec;
  private @Nullable Exchange exchange;
  private boolean receiving;
  private boolean headStarted;
  private boolean decoded;
  private boolean dispatching;
  private boolean inputEnded;
  private boolean tunnel;
  private boolean closing;

  Http1ClientConnection(Worker worker, Channel channel) {
    super(channel);
    this.worker = worker;
    this.lingering = new LingeringClose(deadline);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    codec = ctx.pipeline().get(ServerCodec.class);
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    worker.connections().add(this);
    deadline.set(System.nanoTime(), worker.settings().timeouts().head().toNanos());
  }

  /** This client is one too many. */
  void turnAway() {
    new Exchange(this, worker).refuse(ProxyError.CONNECTION_LIMIT, "Too many connections.");
  }

  /** The client turned out to speak HTTP/2; it stays counted. */
  void handOver() {
    deadline.cancel();
    worker.connections().remove(this);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    decoded = true;
    HttpObject object = (HttpObject) message;
    if (closing) {
      discard(object);
    } else if (!pipelined.isEmpty() || (exchange != null && !receiving)) {
      pipelined.add(object);
      updateReading();
    } else {
      dispatch(object);
    }
  }

  private void dispatch(HttpObject object) {
    if (object instanceof HttpRequest request) {
      headStarted = false;
      receiving = request.decoderResult().isSuccess();
      Exchange next = new Exchange(this, worker);
      exchange = next;
      next.start(request);
      updateReading();
    } else if (object instanceof HttpContent content) {
      dispatchContent(content);
    }
  }

  private void dispatchContent(HttpContent content) {
    if (content.decoderResult().isFailure()) {
      content.release();
      receiving = false;
      if (exchange != null) {
        exchange.requestBroken();
      } else {
        closeGently();
      }
      return;
    }
    if (content instanceof LastHttpContent) {
      receiving = false;
    }
    if (exchange != null) {
      exchange.requestContent(content);
      updateReading();
    } else {
      discard(content);
    }
  }

  /** Reads on, for a while, what nobody wants any more. */
  private void discard(HttpObject object) {
    if (!lingering.discards(object)) {
      channel.close();
    } else if (!closing && !receiving) {
      awaitRequest();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (exchange != null) {
      exchange.requestReadComplete();
      if (requireNonNull(codec).isHolding()) {
        updateReading();
      }
    } else if (!decoded && !receiving && !closing && !headStarted) {
      headStarted = true;
      deadline.set(System.nanoTime(), worker.settings().timeouts().head().toNanos());
    }
    decoded = false;
  }

  @Override
  public void exchangeEnded(boolean keepAlive) {
    exchange = null;
    if (tunnel) {
      closing = true; // by itself, when all is sent
      deadline.clear();
    } else if (!keepAlive || inputEnded) {
      closeGently();
    } else if (receiving) {
      lingering.begin();
      updateReading();
    } else {
      awaitRequest();
    }
  }

  private void awaitRequest() {
    deadline.set(System.nanoTime(), worker.settings().timeouts().keepAlive().toNanos());
    if (dispatching) {
      return;
    }
    dispatching = true;
    while (exchange == null && !closing && !pipelined.isEmpty()) {
      do {
        dispatch(pipelined.remove());
      } while (receiving && !pipelined.isEmpty());
      if (exchange != null) {
        exchange.requestReadComplete();
      }
    }
    dispatching = false;
    if (exchange == null && !closing) {
      requireNonNull(codec).resume();
    }
    updateReading();
  }

  /** Reads exactly as long as somebody takes what is read. */
  @Override
  public void updateReading() {
    boolean kept = !pipelined.isEmpty() || requireNonNull(codec).isHolding();
    boolean reading = closing || (!kept && (exchange == null || exchange.takesRequestContent()));
    if (channel.config().isAutoRead() != reading) {
      channel.config().setAutoRead(reading);
    }
  }

  /**
   * Sends what has been written and closes, but not before the client has had time to read it: to
   * close while it is still sending would reset the connection (RFC 9112 9.6).
   */
  private void closeGently() {
    if (closing) {
      return;
    }
    closing = true;
    dropPipelined();
    if (inputEnded) {
      socket.closeAfterOutput();
      return;
    }
    socket.endOutput();
    lingering.begin();
    requireNonNull(codec).resume();
    updateReading();
  }

  @Override
  public void openTunnel() {
    tunnel = true;
    receiving = true;
    TunnelCodec.open(channel, worker.settings().timeouts().idle());
  }

  @Override
  public void cutOff() {
    reset();
  }

  private void dropPipelined() {
    pipelined.forEach(ReferenceCountUtil::release);
    pipelined.clear();
  }

  @Override
  public void reset() {
    closing = true;
    socket.reset();
  }

  @Override
  public void closeIfIdle() {
    if (exchange == null && !receiving) {
      closeGently();
    }
  }

  @Override
  void deadlinePassed() {
    if (exchange != null) {
      exchange.deadlinePassed();
    } else if (headStarted && !closing) {
      new Exchange(this, worker)
          .refuse(ProxyError.REQUEST_TIMEOUT, "The request head did not arrive in time.");
    } else {
      channel.close();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (InputEnd.isSaidBy(event)) {
      inputEnded = true;
      if (exchange == null || receiving || closing) {
        channel.close();
      }
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
    dropPipelined();
    worker.connections().remove(this);
    worker.drain().disconnected();
    Exchange unfinished = exchange;
    exchange = null;
    if (unfinished != null) {
      unfinished.clientGone();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (ClientSocket.isFaultOfPeer(cause)) {
      if (tunnel) {
        reset();
      } else {
        channel.close();
      }
    } else if (exchange != null) {
      exchange.defect(cause);
    } else {
      LOG.log(Level.ERROR, "A connection failed by a defect of the proxy", cause);
      reset();
    }
  }
}

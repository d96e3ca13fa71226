package io.rehost.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AsciiString;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Reads requests and writes responses, as Netty does, but takes no liberties with a request line.
 * Heads in the plainest form are read and written without Netty (ADR 9).
 *
 * <p>What comes after a request that has an Upgrade field is not read as HTTP before the answer is
 * known: if it is 101, it was never HTTP (RFC 9110 7.8).
 */
public final class ServerCodec
    extends CombinedChannelDuplexHandler<ServerCodec.Decoder, ServerEncoder> {
  /** The methods of the requests that have been read and not been answered. */
  private final Queue<HttpMethod> unanswered = new ArrayDeque<>();

  private final Decoder decoder;

  ServerCodec(HttpDecoderConfig config) {
    decoder = new Decoder(config);
    init(decoder, new ServerEncoder(unanswered));
  }

  /** Whether there are bytes that wait for {@link #resume} or for a {@link TunnelCodec}. */
  public boolean isHolding() {
    return decoder.held && decoder.bytes() > 0;
  }

  /** The last request that was read stays with HTTP/1.1: reads what has been held, if anything. */
  public void resume() {
    decoder.resume();
  }

  /** How the input has ended, as far as that has been said while bytes were held. */
  InputEnd inputEnd() {
    return decoder.input;
  }

  /**
   * {@code method SP request-target SP HTTP-version} with exactly one space each (RFC 9112 3): what
   * two readers may split differently is refused.
   */
  final class Decoder extends HttpRequestDecoder {
    private final StrictReader reader;
    private final WholeHeads whole;
    private int wordEnd;
    private boolean asksForUpgrade;
    private boolean held;
    private boolean reading;
    private InputEnd input = InputEnd.OPEN;
    private @Nullable ChannelHandlerContext context;

    Decoder(HttpDecoderConfig config) {
      super(config);
      var chunks = new ChunkedContent(config.getMaxHeaderSize(), config.getMaxChunkSize(), false);
      reader = new StrictReader(this, chunks, true, this::createInvalidMessage);
      whole = new Whole(this, config);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
      context = ctx;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) throws Exception {
      boolean outer = reading;
      reading = true;
      try {
        whole.read(ctx, (ByteBuf) bytes);
        if (((ByteBuf) bytes).isReadable() || bytes() > 0) {
          super.channelRead(ctx, bytes);
        } else {
          ((ByteBuf) bytes).release();
        }
      } finally {
        reading = outer;
      }
    }

    /** While bytes are held, Netty would ask for more of them. */
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
      if (held) {
        ctx.fireChannelReadComplete();
      } else {
        super.channelReadComplete(ctx);
      }
    }

    /** While bytes are held, the end of input must not throw them away. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
      if (InputEnd.isSaidBy(event)) {
        input = input.after(event, ctx.pipeline().get(SslHandler.class) != null);
      }
      if (held) {
        ctx.fireUserEventTriggered(event);
      } else {
        super.userEventTriggered(ctx, event);
      }
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out)
        throws Exception {
      if (held) {
        return;
      }
      int before = out.size();
      if (reader.admits(in, out)) {
        int readable = in.readableBytes();
        super.decode(ctx, in, out);
        reader.follow(readable - in.readableBytes(), out, before);
      }
      for (int i = before; i < out.size(); i++) {
        if (out.get(i) instanceof HttpRequest request) {
          unanswered.add(request.method());
          asksForUpgrade = request.headers().contains(HttpHeaderNames.UPGRADE);
        }
        if (asksForUpgrade && out.get(i) instanceof LastHttpContent last) {
          held = last.decoderResult().isSuccess();
        }
      }
    }

    private int bytes() {
      return actualReadableBytes();
    }

    private void resume() {
      if (!held) {
        return;
      }
      held = false;
      ChannelHandlerContext ctx = context;
      if (ctx == null || reading || bytes() == 0) {
        return; // who is reading reads on
      }
      try {
        channelRead(ctx, Unpooled.EMPTY_BUFFER);
        channelReadComplete(ctx);
      } catch (Exception e) {
        ctx.fireExceptionCaught(e);
      }
    }

    @Override
    protected AsciiString splitHeaderName(byte[] line, int start, int length) {
      reader.fieldBegins();
      return super.splitHeaderName(line, start, length);
    }

    @Override
    protected String splitFirstWordInitialLine(byte[] line, int start, int length) {
      if (start != 0) {
        throw new IllegalArgumentException("white space before the method");
      }
      wordEnd = start + length;
      return super.splitFirstWordInitialLine(line, start, length);
    }

    @Override
    protected String splitSecondWordInitialLine(byte[] line, int start, int length) {
      requireOneSpace(line, start);
      for (int i = start; i < start + length; i++) {
        if ((line[i] >= 0 && line[i] <= 0x20) || line[i] == 0x7f) {
          throw new IllegalArgumentException("control character in the request target");
        }
      }
      wordEnd = start + length;
      return super.splitSecondWordInitialLine(line, start, length);
    }

    @Override
    protected String splitThirdWordInitialLine(byte[] line, int start, int length) {
      requireOneSpace(line, start);
      // "HTTP" is case-sensitive (RFC 9112 2.3); Netty would fold it
      if (length != 8 || line[start] != 'H' || line[start + 1] != 'T' || line[start + 2] != 'T') {
        throw new IllegalArgumentException("malformed HTTP version");
      }
      return super.splitThirdWordInitialLine(line, start, length);
    }

    private void requireOneSpace(byte[] line, int start) {
      if (start != wordEnd + 1 || line[wordEnd] != ' ') {
        throw new IllegalArgumentException("request line not separated by single spaces");
      }
    }
  }

  /** Reads what needs no judgement before the decoder sees it. */
  private final class Whole extends WholeHeads {
    private final Decoder decoder;

    Whole(Decoder decoder, HttpDecoderConfig config) {
      super(config, decoder.reader);
      this.decoder = decoder;
    }

    @Override
    boolean mayBegin() {
      return !decoder.held && decoder.bytes() == 0 && decoder.reader.isAtStart();
    }

    @Override
    @Nullable HttpMessage head(HeadScan scan, int readable) {
      HttpRequest request = RequestHeads.read(scan);
      if (request != null) {
        unanswered.add(request.method());
        decoder.asksForUpgrade = false;
      }
      return request;
    }

    @Override
    void ended(ChannelHandlerContext ctx, ByteBuf in) {}
  }
}

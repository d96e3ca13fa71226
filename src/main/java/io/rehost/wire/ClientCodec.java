package io.rehost.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes requests and reads responses, one exchange at a time. Unlike Netty's own, it writes the
 * target byte for byte as it was read, whatever it looks like, and closes a connection on which
 * more comes than was asked for: it would be taken for the response to the next request. A 101 is
 * handed on without a last content, before anything behind it is looked at: a {@link TunnelCodec}
 * has to take over at once, or the connection is over.
 */
final class ClientCodec
    extends CombinedChannelDuplexHandler<ClientCodec.Decoder, ClientCodec.Encoder> {
  private static final AsciiString SPACE = AsciiString.cached(" ");
  private static final AsciiString VERSION_LINE_END = AsciiString.cached(" HTTP/1.1\r\n");

  /** More interim (1xx) responses than this are a flood: they have to be kept for a slow client. */
  static final int MAX_INTERIM = 64;

  /** The method of the request whose final response has not ended. */
  private @Nullable HttpMethod unanswered;

  ClientCodec(HttpDecoderConfig config) {
    init(new Decoder(config), new Encoder());
  }

  /** Writes every request as HTTP/1.1, the version of this hop (RFC 9110 6.2). */
  final class Encoder extends HttpRequestEncoder {
    private final MessageWriter writer = new MessageWriter();

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise)
        throws Exception {
      if (message instanceof HttpRequest request && writer.takes(request)) {
        unanswered = request.method();
        HeadBytes head = HeadBytes.begin();
        head.add(request.method().asciiName());
        head.add(SPACE);
        head.add(request.uri());
        head.add(VERSION_LINE_END);
        writer.head(ctx, request, head, promise);
      } else if (writer.isWriting() && message instanceof HttpContent content) {
        writer.content(ctx, content, promise);
      } else {
        writer.follow(ctx, message);
        super.write(ctx, message, promise);
      }
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
      writer.flush(ctx);
    }

    /** What was to be sent before is sent before. */
    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) throws Exception {
      writer.send();
      super.close(ctx, promise);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) throws Exception {
      writer.end();
      super.handlerRemoved(ctx);
    }

    @Override
    protected void encodeInitialLine(ByteBuf buf, HttpRequest request) {
      unanswered = request.method();
      ByteBufUtil.copy(request.method().asciiName(), buf);
      buf.writeByte(' ');
      // a target was read as one char a byte; "ASCII" writes it back the same way
      ByteBufUtil.writeAscii(buf, request.uri());
      ByteBufUtil.copy(VERSION_LINE_END, buf);
    }
  }

  /** Takes no liberties with a status line, and nothing that nobody asked for. */
  final class Decoder extends HttpResponseDecoder {
    private final StrictReader reader;
    private final WholeHeads whole;
    private int wordEnd;
    private int interim;
    private boolean isInterim;
    private boolean isSwitch;

    Decoder(HttpDecoderConfig config) {
      super(config);
      var chunks = new ChunkedContent(config.getMaxHeaderSize(), config.getMaxChunkSize(), true);
      reader = new StrictReader(this, chunks, false, this::createInvalidMessage);
      whole = new Whole(this, config);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) throws Exception {
      whole.read(ctx, (ByteBuf) bytes);
      if (((ByteBuf) bytes).isReadable() || actualReadableBytes() > 0) {
        super.channelRead(ctx, bytes);
      } else {
        ((ByteBuf) bytes).release();
      }
    }

    private boolean isBetweenMessages() {
      return unanswered != null && actualReadableBytes() == 0 && reader.isAtStart();
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out)
        throws Exception {
      int before = out.size();
      if (unanswered == null) {
        close(ctx, in);
        return;
      }
      if (reader.admits(in, out)) {
        int readable = in.readableBytes();
        super.decode(ctx, in, out);
        reader.follow(readable - in.readableBytes(), out, before);
      }
      if (out.size() > before && isEnd(out.getLast())) {
        ended(ctx, in, out);
      }
    }

    /** The message that has been read is whole. */
    private void ended(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
      if (isSwitch) {
        // what comes next is no HTTP/1.1 (RFC 9110 15.2.2), and not for this codec
        out.removeLast();
        unanswered = null;
      } else if (!isInterim) {
        finalEnded(ctx, in);
      }
    }

    private void finalEnded(ChannelHandlerContext ctx, ByteBuf in) {
      unanswered = null;
      interim = 0;
      if (in.isReadable()) {
        close(ctx, in);
      }
    }

    private static boolean isEnd(Object object) {
      return object instanceof LastHttpContent last && last.decoderResult().isSuccess();
    }

    /** Closed before the end of the response is handed on, so that nobody uses it again. */
    private static void close(ChannelHandlerContext ctx, ByteBuf in) {
      in.skipBytes(in.readableBytes());
      ctx.close();
    }

    @Override
    protected void decodeLast(ChannelHandlerContext ctx, ByteBuf in, List<Object> out)
        throws Exception {
      super.decodeLast(ctx, in, out);
      if (reader.isInFirstLine() && unanswered != null) {
        reader.refuse(in, out, new PrematureChannelClosureException("a cut status line"));
      }
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
      HttpResponse response = (HttpResponse) message;
      ResponseGuard.check(response);
      isInterim = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
      if (isInterim) {
        interim++;
        if (interim > MAX_INTERIM) {
          throw new IllegalArgumentException("too many interim responses");
        }
        isSwitch = response.status().code() == HttpResponseStatus.SWITCHING_PROTOCOLS.code();
        return true; // even a 101 of WebSocket drafts, of whose content Netty would read 16 bytes
      }
      return HttpMethod.HEAD.equals(unanswered) || super.isContentAlwaysEmpty(response);
    }

    @Override
    protected AsciiString splitHeaderName(byte[] line, int start, int length) {
      // Netty would skip what comes between the name and the colon
      require(line[start + length] == ':', "no colon after a field name");
      reader.fieldBegins();
      return super.splitHeaderName(line, start, length);
    }

    @Override
    protected String splitFirstWordInitialLine(byte[] line, int start, int length) {
      // "HTTP" is case-sensitive (RFC 9112 2.3); Netty would fold it
      require(start == 0 && length == 8 && line[0] == 'H' && line[1] == 'T', "not a version");
      wordEnd = start + length;
      return super.splitFirstWordInitialLine(line, start, length);
    }

    @Override
    protected String splitSecondWordInitialLine(byte[] line, int start, int length) {
      require(start == wordEnd + 1 && line[wordEnd] == ' ', "no single space before the status");
      require(length == 3 && line[start] != '0', "not a status code");
      for (int i = start; i < start + length; i++) {
        require(line[i] >= '0' && line[i] <= '9', "not a status code");
      }
      wordEnd = start + length;
      return super.splitSecondWordInitialLine(line, start, length);
    }

    @Override
    protected String splitThirdWordInitialLine(byte[] line, int start, int length) {
      require(line[wordEnd] == ' ', "no space after the status code");
      for (int i = wordEnd; i < start + length; i++) {
        require(line[i] < 0 || (line[i] >= ' ' && line[i] != 0x7f) || line[i] == '\t', "a control");
      }
      return super.splitThirdWordInitialLine(line, start, length);
    }

    private static void require(boolean condition, String otherwise) {
      if (!condition) {
        throw new IllegalArgumentException(otherwise);
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
      return decoder.isBetweenMessages();
    }

    /** Not if nothing may follow the head, nor if more has come than belongs to it. */
    @Override
    @Nullable HttpMessage head(HeadScan scan, int readable) {
      HttpResponse head = HttpMethod.HEAD.equals(unanswered) ? null : ResponseHeads.read(scan);
      boolean whole = scan.isChunked() || readable - scan.end() <= scan.length();
      if (head == null || !whole) {
        return null;
      }
      decoder.isInterim = false;
      decoder.isSwitch = false;
      return head;
    }

    @Override
    void ended(ChannelHandlerContext ctx, ByteBuf in) {
      decoder.finalEnded(ctx, in);
    }
  }
}

package io.rehost.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.util.AsciiString;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/**
 * Reads requests and writes responses, as Netty does, but takes no liberties with a request line.
 */
final class ServerCodec
    extends CombinedChannelDuplexHandler<ServerCodec.Decoder, ServerCodec.Encoder> {
  /** The methods of the requests that have been read and not been answered. */
  private final Queue<HttpMethod> unanswered = new ArrayDeque<>();

  ServerCodec(HttpDecoderConfig config) {
    init(new Decoder(config), new Encoder());
  }

  /**
   * {@code method SP request-target SP HTTP-version} with exactly one space each (RFC 9112 3): what
   * two readers may split differently is refused.
   */
  final class Decoder extends HttpRequestDecoder {
    private final StrictReader reader;
    private int wordEnd;

    Decoder(HttpDecoderConfig config) {
      super(config);
      var chunks = new ChunkedContent(config.getMaxHeaderSize(), config.getMaxChunkSize(), false);
      reader = new StrictReader(this, chunks, true, this::createInvalidMessage);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out)
        throws Exception {
      int before = out.size();
      if (!reader.admits(in, out)) {
        return;
      }
      int readable = in.readableBytes();
      super.decode(ctx, in, out);
      reader.follow(readable - in.readableBytes(), out, before);
      for (int i = before; i < out.size(); i++) {
        if (out.get(i) instanceof HttpRequest request) {
          unanswered.add(request.method());
        }
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

  /** Knows which responses have no content because they answer HEAD. */
  final class Encoder extends HttpResponseEncoder {
    @Override
    protected boolean isContentAlwaysEmpty(HttpResponse response) {
      if (response.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
        return super.isContentAlwaysEmpty(response);
      }
      return HttpMethod.HEAD.equals(unanswered.poll()) || super.isContentAlwaysEmpty(response);
    }
  }
}

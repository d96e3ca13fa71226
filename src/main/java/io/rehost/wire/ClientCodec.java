package io.rehost.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * Writes requests and reads responses, one exchange at a time. Unlike Netty's own, it writes the
 * target byte for byte as it was read, whatever it looks like.
 */
final class ClientCodec
    extends CombinedChannelDuplexHandler<ClientCodec.Decoder, ClientCodec.Encoder> {
  private static final AsciiString VERSION_LINE_END = AsciiString.cached(" HTTP/1.1\r\n");

  private @Nullable HttpMethod sent;

  ClientCodec(HttpDecoderConfig config) {
    init(new Decoder(config), new Encoder());
  }

  /** Writes every request as HTTP/1.1, the version of this hop (RFC 9110 6.2). */
  final class Encoder extends HttpRequestEncoder {
    @Override
    protected void encodeInitialLine(ByteBuf buf, HttpRequest request) {
      sent = request.method();
      ByteBufUtil.copy(request.method().asciiName(), buf);
      buf.writeByte(' ');
      // a target was read as one char a byte; "ASCII" writes it back the same way
      ByteBufUtil.writeAscii(buf, request.uri());
      ByteBufUtil.copy(VERSION_LINE_END, buf);
    }
  }

  /** Knows which responses have no content because they answer HEAD. */
  final class Decoder extends HttpResponseDecoder {
    Decoder(HttpDecoderConfig config) {
      super(config);
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
      if (message instanceof HttpResponse response
          && response.status().codeClass() != HttpStatusClass.INFORMATIONAL
          && HttpMethod.HEAD.equals(sent)) {
        return true;
      }
      return super.isContentAlwaysEmpty(message);
    }
  }
}

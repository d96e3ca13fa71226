package io.rehost.wire;

import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpHeadersFactory;

/** The HTTP/1.1 codecs (RFC 9112), as strict as Netty's can be set. */
public final class Http1 {
  private static final HttpHeadersFactory FIELDS =
      new HttpHeadersFactory() {
        @Override
        public HttpHeaders newHeaders() {
          return new StrictFields();
        }

        @Override
        public HttpHeaders newEmptyHeaders() {
          return new StrictFields();
        }
      };

  private static final int MAX_CONTENT_PIECE = 64 * 1024;

  private Http1() {}

  /**
   * Reads requests and writes responses.
   *
   * @param maxHead bytes of the request line, and of all fields together
   */
  public static ServerCodec serverCodec(int maxHead) {
    return new ServerCodec(config(maxHead));
  }

  /** Writes requests and reads responses. */
  public static ChannelHandler clientCodec(int maxHead) {
    return new ClientCodec(config(maxHead));
  }

  private static HttpDecoderConfig config(int maxHead) {
    return new HttpDecoderConfig()
        .setMaxInitialLineLength(maxHead)
        .setMaxHeaderSize(maxHead)
        .setMaxChunkSize(MAX_CONTENT_PIECE)
        .setInitialBufferSize(512)
        .setHeadersFactory(FIELDS)
        .setStrictLineParsing(true)
        .setUseRfc9112TransferEncoding(true)
        .setAllowDuplicateContentLengths(false);
  }
}

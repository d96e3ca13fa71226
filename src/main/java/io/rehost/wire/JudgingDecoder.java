package io.rehost.wire;

import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionDecoder;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2PromisedRequestVerifier;
import io.netty.handler.codec.http2.Http2Settings;
import java.util.function.IntFunction;

/**
 * Gives a codec of HTTP/2 the decoder that leaves all judgement to {@link JudgedFields}, which can
 * say more than Netty's reset, with the limits that hold for clients and origins alike. An encoder
 * with limits has to be there: Netty makes one only together with a decoder of its own.
 */
final class JudgingDecoder<C extends Http2FrameCodec>
    extends AbstractHttp2ConnectionHandlerBuilder<C, JudgingDecoder<C>> {
  /** Acknowledgements that the other side asked for and does not read (CVE-2019-9512). */
  static final int MAX_QUEUED_CONTROL_FRAMES = 1000;

  /** CONTINUATION frames of less than 8 KiB in one head (CVE-2024-27316). */
  private static final int MAX_SMALL_CONTINUATIONS = 16;

  /** DATA frames without content in a row (CVE-2019-9518). */
  private static final int MAX_EMPTY_DATA = 64;

  private final Http2ConnectionEncoder encoder;
  private final Http2ConnectionDecoder decoder;
  private final Maker<C> maker;

  /** How to make the codec. */
  interface Maker<C> {
    C make(Http2ConnectionEncoder encoder, Http2ConnectionDecoder decoder, Http2Settings settings);
  }

  /**
   * A decoder beside {@code encoder}.
   *
   * @param maxHead bytes of a head as SETTINGS_MAX_HEADER_LIST_SIZE counts them (RFC 9113 6.5.2)
   * @param fields makes those of a head, from {@code maxHead}
   */
  JudgingDecoder(
      Http2ConnectionEncoder encoder,
      Http2Settings settings,
      int maxHead,
      IntFunction<Http2Headers> fields,
      Maker<C> maker) {
    this.encoder = encoder;
    this.maker = maker;
    initialSettings(settings);
    decoderEnforceMaxConsecutiveEmptyDataFrames(MAX_EMPTY_DATA);
    var heads = new HeadDecoder(maxHead, fields);
    decoder =
        new DefaultHttp2ConnectionDecoder(
            encoder.connection(),
            encoder,
            new DefaultHttp2FrameReader(heads, MAX_SMALL_CONTINUATIONS),
            Http2PromisedRequestVerifier.ALWAYS_VERIFY,
            true,
            true,
            false);
  }

  /** Cuts off who resets more streams than that in so many seconds. */
  JudgingDecoder<C> withResets(int resets, int seconds) {
    return decoderEnforceMaxRstFramesPerWindow(resets, seconds);
  }

  @Override
  protected C build() {
    codec(decoder, encoder); // after which Netty takes no more limits
    return super.build();
  }

  @Override
  protected C build(
      Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
    return maker.make(encoder, decoder, settings);
  }

  private static final class HeadDecoder extends DefaultHttp2HeadersDecoder {
    /** What a head may take on the wire before its connection is cut off, in heads. */
    private static final int MAX_BLOCK = 4;

    private final int maxHead;
    private final IntFunction<Http2Headers> fields;

    HeadDecoder(int maxHead, IntFunction<Http2Headers> fields) {
      super(false, Integer.MAX_VALUE);
      this.maxHead = maxHead;
      this.fields = fields;
    }

    @Override
    protected Http2Headers newHeaders() {
      return fields.apply(maxHead);
    }

    @Override
    public void maxHeaderListSize(long max, long goAwayMax) {
      // applied when the other side acknowledges our settings; the limit holds from the start
    }

    @Override
    public long maxHeaderListSize() {
      return maxHead;
    }

    @Override
    public long maxHeaderListSizeGoAway() {
      return (long) MAX_BLOCK * maxHead;
    }
  }
}

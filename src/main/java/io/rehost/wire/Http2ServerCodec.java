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

/**
 * Frames of one client's connection (RFC 9113): Netty's codec with limits on everything that costs
 * us more than it costs the client, and with fields that are judged here (see {@link
 * Http2RequestFields}) so that a bad request gets an answer.
 */
final class Http2ServerCodec extends Http2FrameCodec {
  /**
   * RST_STREAM frames either way, without CANCEL and NO_ERROR of ours, until the connection is cut
   * off with ENHANCE_YOUR_CALM: a request that is reset at once costs a connection to the origin
   * (rapid reset, CVE-2023-44487), whoever is made to reset it (CVE-2025-55163). Leaves a gateway
   * with many users behind one connection a thousand cancellations.
   */
  private static final int MAX_RESETS = 1000;

  private static final int RESET_WINDOW_SECONDS = 30;

  /** Acknowledgements and resets that the client asked for and does not read (CVE-2019-9512). */
  private static final int MAX_QUEUED_CONTROL_FRAMES = 1000;

  /** CONTINUATION frames of less than 8 KiB in one head (CVE-2024-27316). */
  private static final int MAX_SMALL_CONTINUATIONS = 16;

  /** DATA frames without content in a row (CVE-2019-9518). */
  private static final int MAX_EMPTY_DATA = 64;

  private Http2ServerCodec(
      Http2ConnectionEncoder encoder, Http2ConnectionDecoder decoder, Http2Settings settings) {
    super(encoder, decoder, settings, true, true);
  }

  static Http2ServerCodec of(int maxHead) {
    return new Limited(maxHead).build();
  }

  /** Netty limits what is written only if it also makes the decoder, which here is another one. */
  private static final class Limited
      extends AbstractHttp2ConnectionHandlerBuilder<Http2ServerCodec, Limited> {
    private final int maxHead;

    Limited(int maxHead) {
      this.maxHead = maxHead;
      initialSettings(Http2.serverSettings(maxHead));
      encoderEnforceMaxQueuedControlFrames(MAX_QUEUED_CONTROL_FRAMES);
      encoderEnforceMaxRstFramesPerWindow(MAX_RESETS, RESET_WINDOW_SECONDS);
    }

    @Override
    protected Http2ServerCodec build() {
      return super.build();
    }

    @Override
    protected Http2ServerCodec build(
        Http2ConnectionDecoder unused, Http2ConnectionEncoder encoder, Http2Settings settings) {
      return new Judging(maxHead, encoder, settings).build();
    }
  }

  private static final class Judging
      extends AbstractHttp2ConnectionHandlerBuilder<Http2ServerCodec, Judging> {
    Judging(int maxHead, Http2ConnectionEncoder encoder, Http2Settings settings) {
      initialSettings(settings);
      decoderEnforceMaxConsecutiveEmptyDataFrames(MAX_EMPTY_DATA);
      decoderEnforceMaxRstFramesPerWindow(MAX_RESETS, RESET_WINDOW_SECONDS);
      var reader = new DefaultHttp2FrameReader(new HeadDecoder(maxHead), MAX_SMALL_CONTINUATIONS);
      codec(
          new DefaultHttp2ConnectionDecoder(
              encoder.connection(),
              encoder,
              reader,
              Http2PromisedRequestVerifier.ALWAYS_VERIFY,
              true,
              true,
              false),
          encoder);
    }

    @Override
    protected Http2ServerCodec build() {
      return super.build();
    }

    @Override
    protected Http2ServerCodec build(
        Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
      return new Http2ServerCodec(encoder, decoder, settings);
    }
  }

  /** Leaves all judgement to the fields, which answer with 431 where Netty would have to reset. */
  private static final class HeadDecoder extends DefaultHttp2HeadersDecoder {
    /** What a head may take on the wire before its connection is cut off, in heads. */
    private static final int MAX_BLOCK = 4;

    private final int maxHead;

    HeadDecoder(int maxHead) {
      super(false, Integer.MAX_VALUE);
      this.maxHead = maxHead;
    }

    @Override
    protected Http2Headers newHeaders() {
      return new Http2RequestFields(maxHead);
    }

    @Override
    public void maxHeaderListSize(long max, long goAwayMax) {
      // applied when the client acknowledges our settings; the limit holds from the start
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

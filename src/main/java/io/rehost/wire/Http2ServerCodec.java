package io.rehost.wire;

import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2FrameCodec;
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
      encoderEnforceMaxQueuedControlFrames(JudgingDecoder.MAX_QUEUED_CONTROL_FRAMES);
      encoderEnforceMaxRstFramesPerWindow(MAX_RESETS, RESET_WINDOW_SECONDS);
    }

    @Override
    protected Http2ServerCodec build() {
      return super.build();
    }

    @Override
    protected Http2ServerCodec build(
        Http2ConnectionDecoder unused, Http2ConnectionEncoder encoder, Http2Settings settings) {
      return new JudgingDecoder<>(
              encoder, settings, maxHead, Http2RequestFields::new, Http2ServerCodec::new)
          .withResets(MAX_RESETS, RESET_WINDOW_SECONDS)
          .build();
    }
  }
}

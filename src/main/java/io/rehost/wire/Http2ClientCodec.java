package io.rehost.wire;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.DecoratingHttp2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.util.AsciiString;
import java.util.Set;

/**
 * Frames of one connection to an origin (RFC 9113): Netty's codec with limits on what an origin can
 * make us hold or do, and with fields that are judged here (see {@link Http2ResponseFields}).
 * Behind it comes an {@code Http2MultiplexHandler}; the heads are for {@link Http2ResponseDecoder}.
 */
public final class Http2ClientCodec extends Http2FrameCodec {
  /**
   * Exchanges at once on one connection, even if the origin allows more: what a connection that
   * fails takes with it, and a hundred is what most servers allow.
   */
  public static final int MAX_STREAMS = 100;

  /**
   * What a stream may receive before somebody takes it, in bytes: enough for 25 MB/s at 5 ms from
   * the origin, little enough to be held for a client that stops reading.
   */
  private static final int STREAM_WINDOW = 128 * 1024;

  /**
   * The same for all streams of a connection together. As much as they may receive each: streams
   * that nobody takes never block another.
   */
  private static final int CONNECTION_WINDOW = MAX_STREAMS * STREAM_WINDOW;

  /** What we remember to compress our heads, whatever the origin would have us remember. */
  private static final long MAX_TABLE = 4096;

  /**
   * Never kept in the compression's memory, which the requests of all clients share: nobody may
   * guess them by the size of his own (RFC 7541 7.1).
   */
  private static final Set<AsciiString> SECRET =
      Set.of(
          HttpHeaderNames.AUTHORIZATION,
          HttpHeaderNames.PROXY_AUTHORIZATION,
          HttpHeaderNames.COOKIE);

  private Http2ClientCodec(
      Http2ConnectionEncoder encoder, Http2ConnectionDecoder decoder, Http2Settings settings) {
    super(encoder, decoder, settings, true, true);
    // said in our settings, too, but an origin need not have read them when it pushes
    connection().local().allowPushTo(false);
  }

  /**
   * Writes requests and reads responses.
   *
   * @param maxHead bytes of a head as SETTINGS_MAX_HEADER_LIST_SIZE counts them (RFC 9113 6.5.2)
   */
  public static Http2ClientCodec of(int maxHead) {
    return new Limited(maxHead).build();
  }

  /** How many streams may be open at once, by the origin's settings and ours. */
  public int maxStreams() {
    return Math.min(MAX_STREAMS, connection().local().maxActiveStreams());
  }

  /** How many streams are open, as both ends know. */
  public int activeStreams() {
    return connection().local().numActiveStreams();
  }

  /** Lets all streams of {@code channel}, on which this is, be received at once. */
  public void openWindow(Channel channel) {
    channel.writeAndFlush(Http2.window(this, CONNECTION_WINDOW), channel.voidPromise());
  }

  /** Netty limits what is written only if it also makes the decoder, which here is another one. */
  private static final class Limited
      extends AbstractHttp2ConnectionHandlerBuilder<Http2ClientCodec, Limited> {
    private final int maxHead;

    Limited(int maxHead) {
      this.maxHead = maxHead;
      server(false);
      initialSettings(
          Http2Settings.defaultSettings()
              .pushEnabled(false)
              .maxConcurrentStreams(0)
              .initialWindowSize(STREAM_WINDOW)
              .maxHeaderListSize(maxHead));
      encoderEnforceMaxQueuedControlFrames(JudgingDecoder.MAX_QUEUED_CONTROL_FRAMES);
      // that limit is advice (RFC 9113 6.5.2): what the origin itself answers says more
      encoderIgnoreMaxHeaderListSize(true);
      headerSensitivityDetector((name, value) -> SECRET.contains(AsciiString.of(name)));
    }

    @Override
    protected Http2ClientCodec build() {
      return super.build();
    }

    @Override
    protected Http2ClientCodec build(
        Http2ConnectionDecoder unused, Http2ConnectionEncoder encoder, Http2Settings settings) {
      return new JudgingDecoder<>(
              new Bounded(encoder),
              settings,
              maxHead,
              Http2ResponseFields::new,
              Http2ClientCodec::new)
          .build();
    }
  }

  private static final class Bounded extends DecoratingHttp2ConnectionEncoder {
    Bounded(Http2ConnectionEncoder encoder) {
      super(encoder);
    }

    @Override
    public void remoteSettings(Http2Settings settings) throws Http2Exception {
      Long table = settings.headerTableSize();
      if (table != null && table > MAX_TABLE) {
        settings.headerTableSize(MAX_TABLE);
      }
      super.remoteSettings(settings);
    }
  }
}

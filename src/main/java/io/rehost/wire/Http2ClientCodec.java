package io.rehost.wire;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.DecoratingHttp2ConnectionEncoder;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionDecoder;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2PromisedRequestVerifier;
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

  /** Acknowledgements that the origin asked for and does not read (CVE-2019-9512). */
  private static final int MAX_QUEUED_CONTROL_FRAMES = 1000;

  /** CONTINUATION frames of less than 8 KiB in one head (CVE-2024-27316). */
  private static final int MAX_SMALL_CONTINUATIONS = 16;

  /** DATA frames without content in a row (CVE-2019-9518). */
  private static final int MAX_EMPTY_DATA = 64;

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
    Http2Connection connection = connection();
    int now = connection.local().flowController().initialWindowSize(connection.connectionStream());
    channel.writeAndFlush(
        new DefaultHttp2WindowUpdateFrame(CONNECTION_WINDOW - now), channel.voidPromise());
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
      encoderEnforceMaxQueuedControlFrames(MAX_QUEUED_CONTROL_FRAMES);
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
      return new Judging(maxHead, new Bounded(encoder), settings).build();
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

  private static final class Judging
      extends AbstractHttp2ConnectionHandlerBuilder<Http2ClientCodec, Judging> {
    Judging(int maxHead, Http2ConnectionEncoder encoder, Http2Settings settings) {
      initialSettings(settings);
      decoderEnforceMaxConsecutiveEmptyDataFrames(MAX_EMPTY_DATA);
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
    protected Http2ClientCodec build() {
      return super.build();
    }

    @Override
    protected Http2ClientCodec build(
        Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
      return new Http2ClientCodec(encoder, decoder, settings);
    }
  }

  /** Leaves all judgement to the fields. */
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
      return new Http2ResponseFields(maxHead);
    }

    @Override
    public void maxHeaderListSize(long max, long goAwayMax) {
      // applied when the origin acknowledges our settings; the limit holds from the start
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

package io.rehost.wire;

import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2WindowUpdateFrame;
import io.netty.handler.flush.FlushConsolidationHandler;

/** HTTP/2 (RFC 9113), told to everyone else in messages of HTTP/1.1. */
public final class Http2 {
  /** The version of a request that came over HTTP/2. */
  public static final HttpVersion VERSION = new HttpVersion("HTTP", 2, 0, true);

  /**
   * What a stream may receive before somebody takes it, in bytes: enough for 25 MB/s at 5 ms from
   * the client, little enough to be held for many streams.
   */
  private static final int STREAM_WINDOW = 128 * 1024;

  /**
   * The same for all streams of a connection together: seven that nobody takes leave room for an
   * eighth. This is what one connection can make us hold.
   */
  private static final int CONNECTION_WINDOW = 8 * STREAM_WINDOW;

  private static final int MAX_CONCURRENT_STREAMS = 100;

  /** How many streams wait at most for others to be sent with. */
  private static final int MOST_FLUSHES = 64;

  private Http2() {}

  /**
   * Sends what the streams of a connection have written when a turn of the event loop ends: one
   * record of TLS and one send for them all. To be put between TLS and the codec.
   */
  public static ChannelHandler sendingTogether() {
    return new FlushConsolidationHandler(MOST_FLUSHES, true);
  }

  /**
   * Reads a client's frames and writes ours; behind it comes an {@code Http2MultiplexHandler}. The
   * heads that it delivers are made for {@link Http2Request#of}.
   *
   * @param maxHead bytes of a head as SETTINGS_MAX_HEADER_LIST_SIZE counts them (RFC 9113 6.5.2)
   */
  public static Http2FrameCodec serverCodec(int maxHead) {
    return Http2ServerCodec.of(maxHead);
  }

  /** To be written once to the codec of a new connection: lets several streams be received. */
  public static Http2WindowUpdateFrame connectionWindow(Http2FrameCodec codec) {
    return window(codec, CONNECTION_WINDOW);
  }

  /** Raises the window of a new connection to {@code size} bytes. */
  static Http2WindowUpdateFrame window(Http2FrameCodec codec, int size) {
    Http2Connection connection = codec.connection();
    int now = connection.local().flowController().initialWindowSize(connection.connectionStream());
    return new DefaultHttp2WindowUpdateFrame(size - now);
  }

  static Http2Settings serverSettings(int maxHead) {
    return new Http2Settings()
        .maxConcurrentStreams(MAX_CONCURRENT_STREAMS)
        .initialWindowSize(STREAM_WINDOW)
        .maxHeaderListSize(maxHead);
  }
}

package io.rehost.proxy;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.rehost.wire.FromFiles;
import io.rehost.wire.PemFiles;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLException;

/**
 * TLS for clients. Certificate and key are looked at again within a second of a handshake; while
 * they are wrong, as when only one of them has been replaced, the last good pair serves.
 * Thread-safe.
 */
final class TlsListener {
  private static final Logger LOG = System.getLogger(TlsListener.class.getName());

  /** A client that offers neither gets no ALPN, and HTTP/1.1 as one that has no ALPN. */
  private static final ApplicationProtocolConfig PROTOCOLS =
      new ApplicationProtocolConfig(
          ApplicationProtocolConfig.Protocol.ALPN,
          ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
          ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
          ApplicationProtocolNames.HTTP_2,
          ApplicationProtocolNames.HTTP_1_1);

  private final FromFiles<SslContext> context;

  private TlsListener(FromFiles<SslContext> context) {
    this.context = context;
  }

  /**
   * Reads the files.
   *
   * @throws IOException with a message for people if they can't be used
   */
  static TlsListener of(Path certificate, Path key) throws IOException {
    FromFiles<SslContext> context =
        new FromFiles<>(List.of(certificate, key), () -> context(certificate, key));
    TlsListener listener = new TlsListener(context);
    context.refreshed();
    return listener;
  }

  /** A handler for one client's connection, with the files as they are now. */
  SslHandler handler(ByteBufAllocator allocator) throws IOException {
    SslContext fresh = context.fresh();
    return (fresh == null ? context.refreshed() : fresh).newHandler(allocator);
  }

  private static SslContext context(Path certificate, Path key) throws IOException {
    PemFiles.Pair pair = PemFiles.pair(certificate, key);
    try {
      SslContext made =
          SslContextBuilder.forServer(pair.key(), pair.chain())
              .sslProvider(SslProvider.JDK)
              .applicationProtocolConfig(PROTOCOLS)
              .build();
      X509Certificate shown = pair.chain().getFirst();
      LOG.log(
          Level.INFO,
          "tls certificate file={0} serial={1} expires={2}",
          certificate,
          shown.getSerialNumber().toString(16),
          shown.getNotAfter().toInstant());
      return made;
    } catch (SSLException | IllegalArgumentException e) {
      throw new IOException(certificate + " and " + key + ": " + e.getMessage(), e);
    }
  }
}

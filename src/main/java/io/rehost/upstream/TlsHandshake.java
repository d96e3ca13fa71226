package io.rehost.upstream;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.rehost.rule.TlsIdentity;
import io.rehost.upstream.UpstreamFailure.Kind;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.StandardConstants;
import org.jspecify.annotations.Nullable;

/** How TLS with an origin begins, and what may come of it. */
final class TlsHandshake {
  /** What the JDK says of an alert; it has no type for it. */
  private static final String ALERT = "Received fatal alert: ";

  private TlsHandshake() {}

  /** A handler that asks for the server name of {@code identity} (RFC 6066 3). */
  static SslHandler handler(
      SslContext context, ByteBufAllocator allocator, TlsIdentity identity, int timeoutMillis) {
    SslHandler handler = context.newHandler(allocator, identity.serverName(), -1);
    SSLEngine engine = handler.engine();
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setServerNames(serverNames(identity));
    engine.setSSLParameters(parameters);
    handler.setHandshakeTimeoutMillis(timeoutMillis);
    return handler;
  }

  /** What to ask for: nothing if it is an IP literal, which is no server name. */
  static List<SNIServerName> serverNames(TlsIdentity identity) {
    return CertificateName.isIpLiteral(identity.serverName())
        ? List.of()
        : List.of(new HostName(identity.serverName()));
  }

  /** Why a handshake, or what followed of it, failed. */
  static UpstreamFailure failure(Throwable thrown) {
    if (thrown instanceof SslHandshakeTimeoutException) {
      return new UpstreamFailure(Kind.CONNECT_TIMEOUT, "no TLS with the upstream in time");
    }
    if (thrown instanceof ClosedChannelException) {
      return new UpstreamFailure(
          Kind.TLS_PROTOCOL, "the upstream closed the connection during the TLS handshake");
    }
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException) {
        return new UpstreamFailure(
            Kind.TLS_CERTIFICATE, "the upstream's certificate is not believed: " + text(cause));
      }
      int alert = text(cause).indexOf(ALERT);
      if (alert >= 0) {
        return new UpstreamFailure(
            Kind.TLS_ALERT,
            "the upstream refused TLS by the alert "
                + text(cause).substring(alert + ALERT.length()));
      }
    }
    return new UpstreamFailure(Kind.TLS_PROTOCOL, "no TLS with the upstream: " + text(thrown));
  }

  /** Any name that a rule may give: the JDK's own class refuses a_b.test. */
  private static final class HostName extends SNIServerName {
    HostName(String name) {
      super(StandardConstants.SNI_HOST_NAME, name.getBytes(StandardCharsets.US_ASCII));
    }
  }

  private static String text(Throwable thrown) {
    @Nullable String message = thrown.getMessage();
    return Objects.requireNonNullElse(message, thrown.getClass().getSimpleName());
  }
}

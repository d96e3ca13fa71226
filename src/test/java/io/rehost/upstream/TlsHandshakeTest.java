package io.rehost.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.rehost.rule.TlsIdentity;
import io.rehost.upstream.UpstreamFailure.Kind;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class TlsHandshakeTest {
  @Test
  void aServerNameMayHoldAnUnderscore() throws Exception {
    assertThat(serverNames("a_b.test")).containsExactly("a_b.test");
  }

  @Test
  void anIpLiteralIsNoServerName() throws Exception {
    assertThat(serverNames("10.0.0.13")).isEmpty();
    assertThat(serverNames("fd00::1")).isEmpty();
  }

  @Test
  void aFailureIsToldByItsCause() {
    SSLException notBelieved = new SSLHandshakeException("no");
    notBelieved.initCause(new CertificateException("expired"));

    assertThat(TlsHandshake.failure(notBelieved).kind()).isEqualTo(Kind.TLS_CERTIFICATE);
    assertThat(TlsHandshake.failure(new SSLException("(x) Received fatal alert: x")).kind())
        .isEqualTo(Kind.TLS_ALERT);
    assertThat(TlsHandshake.failure(new SSLException("not an SSL/TLS record")).kind())
        .isEqualTo(Kind.TLS_PROTOCOL);
  }

  private static List<String> serverNames(String serverName) throws SSLException {
    SslHandler handler =
        TlsHandshake.handler(
            SslContextBuilder.forClient().build(),
            UnpooledByteBufAllocator.DEFAULT,
            new TlsIdentity(serverName, serverName, null, null, null, false),
            1000);
    return handler.engine().getSSLParameters().getServerNames().stream()
        .map(name -> new String(name.getEncoded(), StandardCharsets.US_ASCII))
        .toList();
  }
}

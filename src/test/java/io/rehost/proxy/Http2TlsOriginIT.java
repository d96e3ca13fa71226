package io.rehost.proxy;

import static io.rehost.proxy.FailureTest.assertFailure;
import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.certificates.TestAuthority;
import io.rehost.rule.Protocol;
import io.rehost.rule.Rule;
import io.rehost.rule.TlsSettings;
import io.rehost.rule.Unmatched;
import io.rehost.rule.Upstream;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Contract 3, {@code protocol}, with an HTTP server that is not ours. */
class Http2TlsOriginIT {
  private static final String GET = "GET /x HTTP/1.1\r\nHost: %s\r\n\r\n";

  private final TestAuthority authority = new TestAuthority();
  private final Vertx vertx = Vertx.vertx();
  private final Path dir;
  private TlsSettings tls = TlsSettings.NONE;

  Http2TlsOriginIT(@TempDir Path dir) {
    this.dir = dir;
  }

  @BeforeEach
  void writeCa() throws IOException {
    tls = Http2Rules.believing(authority.caFile(dir.resolve("ca.pem")));
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @EnumSource(
      value = Protocol.class,
      names = {"AUTO", "H2"})
  @DisplayName("auto (ALPN on https): HTTP/2 if the origin chooses it; SNI = the override")
  void speaksHttp2WhereTheOriginChoosesIt(Protocol protocol) throws Exception {
    Upstream origin = serve(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1);
    try (TestProxy proxy = Http2Rules.to(origin, protocol, tls, UnaryOperator.identity())) {
      for (int i = 0; i < 3; i++) {
        assertThat(get(proxy, "a.test")).isEqualTo("HTTP_2 b.test b.test https /x");
      }
    }
  }

  @Test
  @DisplayName("auto: HTTP/1.1 if the origin chooses that")
  void speaksHttp1WhereTheOriginChoosesThat() throws Exception {
    Upstream origin = serve(HttpVersion.HTTP_1_1);
    try (TestProxy proxy = Http2Rules.to(origin, Protocol.AUTO, tls, UnaryOperator.identity())) {
      assertThat(get(proxy, "a.test")).isEqualTo("HTTP_1_1 b.test b.test https /x");
    }
  }

  @Test
  void offersNoHttp2WhereTheRuleSaysHttp1() throws Exception {
    Upstream origin = serve(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1);
    try (TestProxy proxy = Http2Rules.to(origin, Protocol.HTTP1, tls, UnaryOperator.identity())) {
      assertThat(get(proxy, "a.test")).isEqualTo("HTTP_1_1 b.test b.test https /x");
    }
  }

  @Test
  @DisplayName("auto on http = HTTP/1.1; h2c = HTTP/2 with prior knowledge")
  void speaksHttp2InTheClearOnlyIfTold() throws Exception {
    Upstream origin = listen(new HttpServerOptions());
    try (TestProxy plain =
            Http2Rules.to(origin, Protocol.AUTO, TlsSettings.NONE, UnaryOperator.identity());
        TestProxy h2c = Http2Rules.h2c(origin)) {
      assertThat(get(plain, "a.test")).isEqualTo("HTTP_1_1 b.test null http /x");
      assertThat(get(h2c, "a.test")).isEqualTo("HTTP_2 b.test null http /x");
    }
  }

  @Test
  @DisplayName("h2, and an origin without ALPN: 502 tls_protocol_error")
  void saysThatTheOriginDoesNotChooseHttp2() throws Exception {
    try (RawOrigin origin = TlsOrigin.tellingServerName(authority.issue("b.test"));
        TestProxy proxy =
            Http2Rules.to(origin.upstream(), Protocol.H2, tls, UnaryOperator.identity())) {
      RawClient.Response response = proxy.exchange(GET.formatted("a.test"));

      assertFailure(response, 502, "tls_protocol_error");
      assertThat(response.content()).contains("does not choose HTTP/2 in ALPN");
      assertThat(origin.isQuiet()).isTrue();
    }
  }

  @Test
  @DisplayName("h2 connections are never shared between two SNIs, whatever the certificate says")
  void neverSharesAConnectionBetweenServerNames() throws Exception {
    Upstream origin = serve(HttpVersion.HTTP_2);
    try (TestProxy proxy = new TestProxy(Http2Rules::oneLoop, ExchangeListener.NONE)) {
      Rule b = Http2Rules.rule("b", TestProxy.host("to-b.test"), "b.test", Protocol.AUTO, tls);
      Rule c = Http2Rules.rule("c", TestProxy.host("to-c.test"), "c.test", Protocol.AUTO, tls);
      proxy.use(TestProxy.document(origin, Unmatched.REJECT, b, c));

      assertThat(get(proxy, "to-b.test")).isEqualTo("HTTP_2 b.test b.test https /x");
      assertThat(get(proxy, "to-c.test")).isEqualTo("HTTP_2 c.test c.test https /x");
      assertThat(get(proxy, "to-b.test")).isEqualTo("HTTP_2 b.test b.test https /x");
      assertThat(proxy.server.upstreamConnections()).isEqualTo(2);
    }
  }

  @Test
  void checksTheCertificateBeforeHttp2IsSpoken() throws Exception {
    Upstream origin = serve(HttpVersion.HTTP_2);
    TlsSettings others = Http2Rules.believing(new TestAuthority().caFile(dir.resolve("other")));
    try (TestProxy proxy = Http2Rules.to(origin, Protocol.AUTO, others, UnaryOperator.identity())) {
      assertFailure(proxy.exchange(GET.formatted("a.test")), 502, "tls_certificate_error");
    }
  }

  private Upstream serve(HttpVersion... versions) throws Exception {
    TestAuthority.Issued issued = authority.issue("b.test", "c.test");
    return listen(
        new HttpServerOptions()
            .setSsl(true)
            .setSni(true)
            .setUseAlpn(true)
            .setAlpnVersions(List.of(versions))
            .setKeyCertOptions(
                new PemKeyCertOptions()
                    .setCertPath(issued.certificateFile(dir.resolve("crt")).toString())
                    .setKeyPath(issued.keyFile(dir.resolve("key")).toString())));
  }

  private Upstream listen(HttpServerOptions options) throws Exception {
    HttpServer server =
        vertx
            .createHttpServer(options)
            .requestHandler(Http2TlsOriginIT::answer)
            .listen(0, InetAddress.getLoopbackAddress().getHostAddress())
            .toCompletionStage()
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS);
    Upstream.Scheme scheme = options.isSsl() ? Upstream.Scheme.HTTPS : Upstream.Scheme.HTTP;
    return new Upstream(scheme, "127.0.0.1", server.actualPort());
  }

  private static void answer(HttpServerRequest request) {
    request
        .response()
        .end(
            "%s %s %s %s %s"
                .formatted(
                    request.version(),
                    request.authority(),
                    request.connection().indicatedServerName(),
                    request.scheme(),
                    request.uri()));
  }

  private static String get(TestProxy proxy, String host) throws IOException {
    return proxy.exchange(GET.formatted(host)).content();
  }
}

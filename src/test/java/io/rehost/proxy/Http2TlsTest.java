package io.rehost.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http2.Http2Error;
import io.rehost.certificates.TestAuthority;
import io.rehost.rule.Match;
import io.rehost.rule.Protocol;
import io.rehost.rule.Unmatched;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contract 2, {@code REHOST_LISTEN_TLS}: ALPN h2, http/1.1. */
class Http2TlsTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

  private final TestAuthority authority = new TestAuthority();
  private final Path certificate;
  private final Path key;

  Http2TlsTest(@TempDir Path dir) throws IOException {
    TestAuthority.Issued issued = authority.issue("localhost");
    certificate = issued.certificateFile(dir.resolve("tls.crt"));
    key = issued.keyFile(dir.resolve("tls.key"));
  }

  @Test
  void theJdksClientSpeaksHttp2() throws Exception {
    try (RawOrigin origin = RawOrigin.ok("hello");
        TestProxy proxy = proxy(origin, UnaryOperator.identity());
        HttpClient client = client()) {
      HttpResponse<String> response =
          client.send(HttpRequest.newBuilder(uri(proxy, "/x?y")).build(), BodyHandlers.ofString());

      assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(response.body()).isEqualTo("hello");
      assertThat(origin.next().head()).startsWith("GET /x?y HTTP/1.1\r\nhost: b.test\r\n");
    }
  }

  @Test
  void manyRequestsShareOneConnection() throws Exception {
    String content = "0123456789abcdef".repeat(4 * 1024);
    try (RawOrigin origin =
            new RawOrigin((request, out, socket) -> out.write(TlsOrigin.ok(request.content())));
        TestProxy proxy = proxy(origin, UnaryOperator.identity());
        HttpClient client = client()) {
      HttpRequest request =
          HttpRequest.newBuilder(uri(proxy, "/")).POST(BodyPublishers.ofString(content)).build();
      List<CompletableFuture<HttpResponse<String>>> responses = new ArrayList<>();
      client.send(request, BodyHandlers.ofString());
      for (int i = 0; i < 50; i++) {
        responses.add(client.sendAsync(request, BodyHandlers.ofString()));
      }
      for (var response : responses) {
        assertThat(response.get().body()).isEqualTo(content);
        assertThat(response.get().version()).isEqualTo(HttpClient.Version.HTTP_2);
      }
      assertThat(proxy.server.clientConnections()).isEqualTo(1);
    }
  }

  @Test
  void whatComesBackNamesTheClientsSchemeAndWhatGoesOutToo() throws Exception {
    Forwarding forwarding = new Forwarding(Forwarding.Fields.BOTH, true, List.of());
    try (RawOrigin origin =
            RawOrigin.answering(
                "HTTP/1.1 302 Found\r\nLocation: http://b.test/next\r\n"
                    + "Set-Cookie: a=b; Domain=b.test\r\nContent-Length: 0\r\n\r\n");
        TestProxy proxy =
            proxy(
                origin,
                it ->
                    ChangedSettings.via("edge")
                        .apply(ChangedSettings.forwarding(forwarding).apply(it)));
        FrameClient client = new FrameClient(connect(proxy, "h2")).preface()) {
      FrameClient.Reply reply =
          client
              .head(
                  1,
                  true,
                  ":method",
                  "GET",
                  ":scheme",
                  "https",
                  ":path",
                  "/",
                  ":authority",
                  "a.test")
              .await(1);

      assertThat(reply.field("location")).isEqualTo("https://a.test/next");
      assertThat(reply.field("set-cookie")).isEqualTo("a=b; Domain=a.test");
      assertThat(reply.field("via")).isEqualTo("1.1 edge");
      RawOrigin.Received received = origin.next();
      assertThat(received.field("X-Forwarded-Proto")).isEqualTo("https");
      assertThat(received.field("X-Forwarded-Host")).isEqualTo("a.test");
      assertThat(received.field("Forwarded")).contains("proto=https", "host=a.test");
      assertThat(received.field("Via")).isEqualTo("2 edge");
    }
  }

  @Test
  void alpnDecidesAndWhoHasNoneSpeaksHttp11() throws Exception {
    try (RawOrigin origin = RawOrigin.ok("hello");
        TestProxy proxy = proxy(origin, UnaryOperator.identity())) {
      for (String[] offered : new String[][] {{}, {"http/1.1"}, {"spdy/3"}}) {
        try (RawClient client = new RawClient(connect(proxy, offered))) {
          assertThat(client.send(GET).read().content()).isEqualTo("hello");
        }
      }
      try (SSLSocket both = connect(proxy, "http/1.1", "h2")) {
        assertThat(both.getApplicationProtocol()).as("ours is preferred").isEqualTo("h2");
      }
      try (RawClient unasked = new RawClient(connect(proxy))) {
        assertThat(unasked.send(FrameClient.PREFACE).read().status()).isEqualTo(505);
      }
    }
  }

  @Test
  void ciphersThatHttp2ForbidsServeHttp11Only() throws Exception {
    try (RawOrigin origin = RawOrigin.ok("hello");
        TestProxy proxy = proxy(origin, UnaryOperator.identity());
        FrameClient http2 = new FrameClient(weak(proxy, "h2")).preface();
        RawClient http1 = new RawClient(weak(proxy, "http/1.1"))) {
      http2.get(1, "/").readToEnd();
      assertThat(http2.goAways)
          .extracting(FrameClient.GoAway::error)
          .containsExactly(Http2Error.INADEQUATE_SECURITY);
      assertThat(http1.send(GET).read().content()).isEqualTo("hello");
    }
  }

  @Test
  void observersLearnWhatIsSpoken() throws Exception {
    Set<Protocol> spoken = ConcurrentHashMap.newKeySet();
    ExchangeListener listener =
        new ExchangeListener() {
          @Override
          public void exchangeEnded(ExchangeView exchange) {
            spoken.add(exchange.protocol());
          }
        };
    try (RawOrigin origin = RawOrigin.ok("hello");
        TestProxy proxy = new TestProxy(this::withTls, listener)) {
      proxy.use(
          TestProxy.document(
              origin.upstream(), Unmatched.PASS, TestProxy.rule("all", Match.ANY, "b.test")));
      proxy.exchange(GET);
      try (FrameClient clear = FrameClient.open(proxy.server.addresses().getFirst());
          FrameClient secure = new FrameClient(connect(proxy, "h2")).preface()) {
        clear.get(1, "/").await(1);
        secure.get(1, "/").await(1);
      }
      assertThat(spoken).containsExactlyInAnyOrder(Protocol.HTTP1, Protocol.H2C, Protocol.H2);
    }
  }

  private TestProxy proxy(RawOrigin origin, UnaryOperator<ProxySettings> others)
      throws IOException {
    return TestProxy.overriding(origin.upstream(), "b.test", it -> withTls(others.apply(it)));
  }

  private ProxySettings withTls(ProxySettings it) {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return ChangedSettings.tls(new ProxySettings.Tls(List.of(any), certificate, key)).apply(it);
  }

  private HttpClient client() throws Exception {
    return HttpClient.newBuilder().sslContext(authority.clientContext()).build();
  }

  private static URI uri(TestProxy proxy, String path) {
    return URI.create("https://localhost:" + proxy.server.addresses().getLast().getPort() + path);
  }

  private SSLSocket weak(TestProxy proxy, String protocol) throws Exception {
    SSLSocket socket = socket(proxy, protocol);
    socket.setEnabledProtocols(new String[] {"TLSv1.2"});
    socket.setEnabledCipherSuites(new String[] {"TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"});
    socket.startHandshake();
    return socket;
  }

  private SSLSocket connect(TestProxy proxy, String... protocols) throws Exception {
    SSLSocket socket = socket(proxy, protocols);
    socket.startHandshake();
    return socket;
  }

  private SSLSocket socket(TestProxy proxy, String... protocols) throws Exception {
    InetSocketAddress address = proxy.server.addresses().getLast();
    SSLSocket socket =
        (SSLSocket)
            authority
                .clientContext()
                .getSocketFactory()
                .createSocket(address.getAddress(), address.getPort());
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(protocols);
    socket.setSSLParameters(parameters);
    return socket;
  }
}

package io.rehost.proxy;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.rehost.rule.Destination;
import io.rehost.rule.Protocol;
import io.rehost.rule.TlsIdentity;
import io.rehost.rule.Upstream;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** REHOST_UPGRADES, "protocols that may be upgraded to", and RFC 9110 7.8. */
class UpgradeRequestTest {
  private static final Set<String> ALLOWED = Set.of("websocket", "spdy");
  private static final Destination ORIGIN =
      new Destination(new Upstream(Upstream.Scheme.HTTP, "127.0.0.1", 80), null, Protocol.AUTO);
  private static final Destination SECURE =
      new Destination(
          new Upstream(Upstream.Scheme.HTTPS, "127.0.0.1", 443),
          new TlsIdentity("b", "b", null, null, null, false),
          Protocol.AUTO);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          websocket              | websocket
          WebSocket              | WebSocket
          'x , websocket ,y'     | websocket
          spdy/3.1               | spdy/3.1
          SPDY/3.1               | SPDY/3.1
          h2c, websocket         | websocket
          websocket, h2c         | websocket
          spdy/3.1,,websocket    | spdy/3.1, websocket
          foo/websocket, spdy    | spdy
          """)
  @DisplayName("several protocols: only the allowed ones are rebuilt")
  void namesTheAllowedProtocolsAsTheClientWroteThem(String asked, String sent) {
    assertThat(requireNonNull(of(asking(asked))).field()).isEqualTo(sent);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          h2c
          websocket2
          'web socket'
          websocket/
          websocket/1/2
          /websocket
          'websocket; q=1'
          ','
          """)
  void whatIsNotAllowedIsNotAskedFor(String asked) {
    assertThat(of(asking(asked))).isNull();
  }

  @ParameterizedTest
  @CsvSource({"upgrade", "Upgrade", "'keep-alive, Upgrade'", "'UPGRADE,HTTP2-Settings'"})
  void connectionMustNameUpgradeInAnyCase(String connection) {
    HttpRequest request = asking("websocket");
    request.headers().set("Connection", connection);
    assertThat(of(request)).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({"keep-alive", "x-upgrade", "close"})
  void withoutUpgradeInConnectionItIsMeantForSomeoneElse(String connection) {
    HttpRequest request = asking("websocket");
    request.headers().set("Connection", connection);
    assertThat(of(request)).isNull();
  }

  @Test
  void fieldsGivenSeveralTimesAreOneList() {
    HttpRequest request = asking("h2c");
    request.headers().add("Upgrade", "spdy/3.1").add("Upgrade", "websocket");
    request.headers().set("Connection", List.of("keep-alive", "upgrade"));
    assertThat(of(request)).isEqualTo(new UpgradeRequest(List.of("spdy/3.1", "websocket")));
  }

  @Test
  @DisplayName("RFC 9110 7.8: a server MUST ignore an Upgrade header field in an HTTP/1.0 request")
  void versionsButHttp11CantAsk() {
    for (HttpVersion version : List.of(HttpVersion.HTTP_1_0, HttpVersion.valueOf("HTTP/2.0"))) {
      HttpRequest request = asking("websocket");
      request.setProtocolVersion(version);
      assertThat(of(request)).as(version.text()).isNull();
    }
  }

  @Test
  void aRequestWithContentCantAsk() {
    HttpRequest chunked = asking("websocket");
    chunked.headers().set("Transfer-Encoding", "chunked");
    assertThat(of(chunked)).isNull();

    HttpRequest sized = asking("websocket");
    sized.headers().set("Content-Length", "1");
    assertThat(of(sized)).isNull();

    sized.headers().set("Content-Length", "0");
    assertThat(of(sized)).as("no content").isNotNull();
  }

  @Test
  void withoutAnyAllowedProtocolNothingIsAskedFor() {
    assertThat(UpgradeRequest.of(asking("websocket"), Set.of(), ORIGIN)).isNull();
  }

  @Test
  @DisplayName("h2c never")
  void h2cIsNoSetting() {
    assertThatThrownBy(() -> ChangedSettings.upgrades("h2c").apply(TestProxy.SETTINGS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("upgrades: \"h2c\" (expected: protocols but h2c)");
  }

  @ParameterizedTest
  @EnumSource(
      value = Protocol.class,
      names = {"H2", "H2C"})
  @DisplayName("protocol: h2 or h2c: RFC 9113 8.6 has no Upgrade")
  void anOriginThatIsSpokenToInHttp2IsNotAsked(Protocol protocol) {
    Destination to = new Destination(SECURE.upstream(), SECURE.tls(), protocol);
    assertThat(UpgradeRequest.of(asking("websocket"), ALLOWED, to)).isNull();
  }

  @Test
  void whereTlsCouldChooseHttp2ItIsHttp1() {
    UpgradeRequest request = new UpgradeRequest(List.of("websocket"));
    assertThat(request.overHttp1(SECURE))
        .isEqualTo(new Destination(SECURE.upstream(), SECURE.tls(), Protocol.HTTP1));
    assertThat(request.overHttp1(ORIGIN)).as("shares connections").isSameAs(ORIGIN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          websocket           | Upgrade             | true
          WEBSOCKET           | keep-alive, upgrade | true
          spdy/3.1, websocket | upgrade             | true
          spdy/3              | upgrade             | false
          h2c                 | upgrade             | false
          websocket, h2c      | upgrade             | false
          ','                 | upgrade             | false
          websocket           | keep-alive          | false
          """)
  @DisplayName("101 is valid only if Upgrade names what was asked for, and Connection upgrade")
  void isGrantedByItsOwnProtocolsOnly(String chosen, String connection, boolean granted) {
    HttpResponse response = switching(HttpVersion.HTTP_1_1);
    response.headers().set("Upgrade", chosen).set("Connection", connection);
    assertThat(new UpgradeRequest(List.of("websocket", "spdy/3.1")).isGrantedBy(response))
        .isEqualTo(granted);
  }

  @Test
  void isNotGrantedByA101ThatNamesNothing() {
    HttpResponse response = switching(HttpVersion.HTTP_1_1);
    assertThat(new UpgradeRequest(List.of("websocket")).isGrantedBy(response)).isFalse();
  }

  @Test
  void isNotGrantedByHttp10WhichHasNo101() {
    HttpResponse response = switching(HttpVersion.HTTP_1_0);
    response.headers().set("Upgrade", "websocket").set("Connection", "upgrade");
    assertThat(new UpgradeRequest(List.of("websocket")).isGrantedBy(response)).isFalse();
  }

  private static HttpResponse switching(HttpVersion version) {
    return new DefaultHttpResponse(version, HttpResponseStatus.SWITCHING_PROTOCOLS);
  }

  private static HttpRequest asking(String protocols) {
    HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");
    request.headers().set("Host", "a").set("Connection", "Upgrade").set("Upgrade", protocols);
    return request;
  }

  private static @Nullable UpgradeRequest of(HttpRequest request) {
    return UpgradeRequest.of(request, ALLOWED, ORIGIN);
  }
}

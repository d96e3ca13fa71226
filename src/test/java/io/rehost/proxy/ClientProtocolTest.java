package io.rehost.proxy;

import static io.rehost.proxy.FailureTest.assertFailure;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http2.Http2Error;
import io.rehost.proxy.FrameClient.Reply;
import io.rehost.proxy.ProxySettings.Limits;
import java.io.IOException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract 2, {@code REHOST_LISTEN}: plain HTTP/1.1 and h2c by prior knowledge on one port. */
class ClientProtocolTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n";

  @SuppressWarnings("NullAway.Init") // set before each test
  private RawOrigin origin;

  @SuppressWarnings("NullAway.Init") // set before each test
  private TestProxy proxy;

  @BeforeEach
  void start() throws IOException {
    origin = RawOrigin.ok("ok");
    proxy = TestProxy.overriding(origin.upstream(), "b.test");
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    origin.close();
  }

  @Test
  void bothAreServedByOneListener() throws Exception {
    try (FrameClient http2 = client(proxy)) {
      assertThat(proxy.exchange(GET).content()).isEqualTo("ok");
      assertThat(http2.get(1, "/").await(1).content()).isEqualTo("ok");
      assertThat(proxy.exchange(GET).content()).isEqualTo("ok");
      assertThat(http2.get(3, "/").await(3).content()).isEqualTo("ok");
    }
  }

  @Test
  void thePrefaceIsKnownWhereverItIsSplit() throws Exception {
    for (int split = 1; split < FrameClient.PREFACE.length(); split++) {
      try (FrameClient client = new FrameClient(proxy.server.addresses().getFirst())) {
        client
            .socket()
            .getOutputStream()
            .write(FrameClient.PREFACE.substring(0, split).getBytes(ISO_8859_1));
        awaitArrival();
        client
            .socket()
            .getOutputStream()
            .write(FrameClient.PREFACE.substring(split).getBytes(ISO_8859_1));
        client.frame(FrameClient.SETTINGS, 0, 0);

        assertThat(client.get(1, "/").await(1).content()).as("at %d", split).isEqualTo("ok");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "PRI", "PRIX", "PATCH", "P"})
  void methodsThatBeginLikeThePrefaceAreHttp11(String method) throws Exception {
    String request = method + " / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 0\r\n\r\n";
    for (int split = 1; split < 8; split++) {
      try (RawClient client = proxy.client()) {
        client.send(request.substring(0, split));
        assertThat(proxy.exchange(GET).status()).isEqualTo(200);
        origin.next();
        client.send(request.substring(split));

        assertThat(client.read().content()).as("split at %d", split).isEqualTo("ok");
        assertThat(origin.next().head()).startsWith(method + " / HTTP/1.1\r\n");
        assertThat(client.send(GET).read().status()).isEqualTo(200);
        origin.next();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n",
        "PRI * HTTP/2.1\r\n\r\n",
        "pri * HTTP/2.0\r\n\r\n",
        "GET / HTTP/2.0\r\nHost: a.test\r\n\r\n"
      })
  void otherVersionsInTextAreRefused(String request) throws Exception {
    assertFailure(proxy.exchange(request), 505, "http_request_error");
    assertThat(origin.isQuiet()).isTrue();
  }

  @Test
  void theUpgradeToH2cIsNotTaken() throws Exception {
    RawClient.Response response =
        proxy.exchange(
            GET.replace(
                "\r\n\r\n",
                "\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
                    + "HTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n"));

    assertThat(response.status()).isEqualTo(200);
    assertThat(origin.next().head()).doesNotContainIgnoringCase("upgrade", "settings");
  }

  @Test
  void somethingElseBehindThePrefaceEndsTheConnection() throws Exception {
    try (FrameClient client = new FrameClient(proxy.server.addresses().getFirst())) {
      client.socket().getOutputStream().write((FrameClient.PREFACE + GET).getBytes(ISO_8859_1));
      client.readToEnd();

      assertThat(client.goAways)
          .extracting(FrameClient.GoAway::error)
          .containsExactly(Http2Error.PROTOCOL_ERROR);
    }
  }

  @Test
  void aClientThatStopsInThePrefaceIsClosedInTime() throws Exception {
    try (TestProxy hasty =
            TestProxy.overriding(
                origin.upstream(), "b.test", ChangedSettings.timeouts(200, 60_000));
        RawClient slow = hasty.client().send("PRI * HT");
        FrameClient silent = client(hasty)) {
      assertThat(slow.read().status()).isEqualTo(408);
      silent.readToEnd();
      assertThat(silent.goAways)
          .extracting(FrameClient.GoAway::error)
          .containsOnly(Http2Error.NO_ERROR);
    }
  }

  @Test
  void aClientTooManyGetsToKnowInItsOwnProtocol() throws Exception {
    try (TestProxy small =
            TestProxy.overriding(
                origin.upstream(), "b.test", ChangedSettings.limits(new Limits(1024, 1)));
        RawClient first = small.client()) {
      assertThat(first.send(GET).read().status()).isEqualTo(200);
      try (FrameClient second = client(small)) {
        Reply reply = second.get(1, "/").await(1);
        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.field("proxy-status")).isEqualTo("rehost; error=connection_limit_reached");
        assertThat(reply.field("retry-after")).isNotEmpty();
        second.readToEnd();
        assertThat(second.goAways).isNotEmpty();
      }
      try (RawClient third = small.client().send(GET)) {
        assertFailure(third.read(), 503, "connection_limit_reached");
      }
      assertThat(first.send(GET).read().status()).isEqualTo(200);
    }
  }

  @Test
  void aClientThatLeavesIsNotCountedAnyMore() throws Exception {
    try (FrameClient client = client(proxy)) {
      client.get(1, "/").await(1);
      assertThat(proxy.server.clientConnections()).isEqualTo(1);
    }
    Awaitility.await().until(() -> proxy.server.clientConnections() == 0);
  }

  /** What was sent is there when the other side has gone round once more for somebody else. */
  private void awaitArrival() throws IOException {
    assertThat(proxy.exchange(GET).status()).isEqualTo(200);
  }

  private static FrameClient client(TestProxy proxy) throws IOException {
    return FrameClient.open(proxy.server.addresses().getFirst());
  }
}

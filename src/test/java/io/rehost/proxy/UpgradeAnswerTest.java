package io.rehost.proxy;

import static io.rehost.proxy.FailureTest.assertFailure;
import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.proxy.RawClient.Response;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract 5, "upgrade failed, malformed 101: 502 http_upgrade_failed", and refusals. */
class UpgradeAnswerTest {
  private static final String GET = "GET /next HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String REFUSAL =
      "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\nUpgrade: websocket\r\n"
          + "Connection: upgrade\r\n\r\nno";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket, x\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\n\r\n",
        "HTTP/1.0 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n"
            + "Content-Length: 5\r\n\r\nhello",
        "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n"
            + "no field\r\n\r\n"
      })
  @DisplayName("A 101 is valid only if it is well-formed and names what was asked for")
  void anotherOrAMalformed101IsAFailure(String answer) throws Exception {
    try (TunnelScene scene = new TunnelScene()) {
      scene.client.send(TunnelScene.ASK);
      try (RawClient server = scene.accept()) {
        server.readHead();
        server.send(answer + "frames");

        assertFailure(scene.client.read(), 502, "http_upgrade_failed");
        assertThat(server.readToEndOrReset()).isEmpty();
        assertThat(scene.ended().error()).isEqualTo(ProxyError.UPGRADE_FAILED);
      }
      assertNextRequestIsServed(scene);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        GET,
        "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n",
        "GET / HTTP/1.0\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n"
      })
  @DisplayName("A 101 that nobody asked for is a failure")
  void a101ThatWasNotAskedForIsAFailure(String request) throws Exception {
    try (TunnelScene scene = new TunnelScene()) {
      scene.client.send(request);
      try (RawClient server = scene.accept()) {
        server.readHead();
        server.send(TunnelScene.GRANT + "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");

        assertFailure(scene.client.read(), 502, "http_upgrade_failed");
        assertThat(server.readToEndOrReset()).isEmpty();
      }
    }
  }

  @Test
  @DisplayName("Refusal by the origin is relayed, and the connection goes on")
  void aRefusalIsAResponseLikeAnyOther() throws Exception {
    try (TunnelScene scene = new TunnelScene()) {
      scene.client.send(TunnelScene.ASK);
      try (RawClient server = scene.accept()) {
        server.readHead();
        server.send(REFUSAL);

        Response refused = scene.client.read();
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.content()).isEqualTo("no");
        assertThat(refused.field("Connection")).isEmpty();
        assertThat(refused.field("Upgrade")).isEmpty();
        scene.client.send(GET);
        assertThat(server.readHead()).as("on the same connection").startsWith("GET /next ");
      }
    }
  }

  @Test
  void whatWasSentBehindARefusedRequestIsTheNextRequest() throws Exception {
    try (TunnelScene scene = new TunnelScene()) {
      scene.client.send(TunnelScene.ASK + GET + TunnelScene.ASK + "GET /la");
      try (RawClient server = scene.accept()) {
        server.readHead();
        server.send(REFUSAL);
        assertThat(scene.client.read().status()).isEqualTo(403);

        assertThat(server.readHead()).startsWith("GET /next ");
        server.send("HTTP/1.1 204 No Content\r\n\r\n");
        assertThat(scene.client.read().status()).isEqualTo(204);

        assertThat(server.readHead()).startsWith("GET /chat ");
        server.send(REFUSAL);
        assertThat(scene.client.read().status()).isEqualTo(403);

        scene.client.send("st HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(server.readHead()).startsWith("GET /last ");
      }
    }
  }

  @Test
  void whatWasSentBehindARequestThatWeRefuseIsTheNextRequest() throws Exception {
    try (TunnelScene scene = new TunnelScene(ChangedSettings.loopId("me"))) {
      String looping = TunnelScene.ASK.replace("\r\n\r\n", "\r\nCDN-Loop: me\r\n\r\n");
      scene.client.send(looping + looping + GET);

      assertThat(scene.client.read().status()).isEqualTo(508);
      assertThat(scene.client.read().status()).isEqualTo(508);
      try (RawClient server = scene.accept()) {
        assertThat(server.readHead()).startsWith("GET /next ");
      }
    }
  }

  @Test
  void interimResponsesBeforeThe101AreRelayed() throws Exception {
    try (TunnelScene scene = new TunnelScene()) {
      scene.client.send(TunnelScene.ASK);
      try (RawClient server = scene.accept()) {
        server.readHead();
        server.send("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + TunnelScene.GRANT + "x");

        assertThat(scene.client.readHead()).startsWith("HTTP/1.1 103 ").contains("Link: </a>");
        assertThat(scene.client.readHead()).startsWith("HTTP/1.1 101 ");
        assertThat(scene.client.readExactly(1)).isEqualTo("x");
      }
    }
  }

  @Test
  @DisplayName("REHOST_RETRIES: an upgrade that meets a stale connection is sent again")
  void anUpgradeRequestIsRepeatedAsLongAsNothingHasComeBack() throws Exception {
    try (TunnelScene scene = new TunnelScene()) {
      scene.client.send(GET);
      try (RawClient stale = scene.accept()) {
        stale.readHead();
        stale.send("HTTP/1.1 204 No Content\r\n\r\n");
        scene.client.read();
        scene.client.send(TunnelScene.ASK);
        stale.readHead();
      }
      try (RawClient fresh = scene.accept()) {
        assertThat(fresh.readHead()).contains("Upgrade: websocket");
        fresh.send(TunnelScene.GRANT);
        assertThat(scene.client.readHead()).startsWith("HTTP/1.1 101 ");
      }
    }
  }

  @Test
  @DisplayName("Nothing is sent twice after a 101")
  void aTunnelThatBreaksAtOnceIsNotTriedAgain() throws Exception {
    try (TunnelScene scene = new TunnelScene()) {
      scene.client.send(GET);
      try (RawClient server = scene.accept()) {
        server.readHead();
        server.send("HTTP/1.1 204 No Content\r\n\r\n");
        scene.client.read();
        scene.client.send(TunnelScene.ASK);
        server.readHead();
        server.send(TunnelScene.GRANT);
        assertThat(scene.client.readHead()).startsWith("HTTP/1.1 101 ");
        server.socket().setSoLinger(true, 0);
      }
      assertThat(scene.client.readToEndOrReset()).isEmpty();
      assertThat(scene.client.isReset()).isTrue();
      assertThat(scene.ended().status()).isEqualTo(204);
      assertThat(scene.ended().error()).isEqualTo(ProxyError.CONNECTION_TERMINATED);
      try (RawClient next = scene.connect().send(GET);
          RawClient only = scene.accept()) {
        assertThat(only.readHead()).as("of the next request").startsWith("GET /next ");
        only.send("HTTP/1.1 204 No Content\r\n\r\n");
        assertThat(next.read().status()).isEqualTo(204);
      }
    }
  }

  /** Of the client's connection nothing is lost but that one exchange. */
  private static void assertNextRequestIsServed(TunnelScene scene) throws Exception {
    scene.client.send(GET);
    try (RawClient server = scene.accept()) {
      assertThat(server.readHead()).startsWith("GET /next ");
      server.send("HTTP/1.1 204 No Content\r\n\r\n");
      assertThat(scene.client.read().status()).isEqualTo(204);
    }
  }
}

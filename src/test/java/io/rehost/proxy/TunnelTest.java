package io.rehost.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.proxy.TunnelScene.Ended;
import io.rehost.rule.Match;
import io.rehost.rule.Unmatched;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract 4 point 6, "WebSocket and other allowed upgrades": what happens after the 101. */
class TunnelTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String NO_CONTENT = "HTTP/1.1 204 No Content\r\n\r\n";

  @Test
  void bytesGoBothWaysInAnyOrder() throws Exception {
    try (TunnelScene scene = new TunnelScene();
        RawClient server = scene.open()) {
      for (int i = 0; i < 3; i++) {
        server.send("down" + i);
        assertThat(scene.client.readExactly(5)).isEqualTo("down" + i);
        scene.client.send("up" + i);
        assertThat(server.readExactly(3)).isEqualTo("up" + i);
      }
    }
  }

  @Test
  void bytesThatLookLikeHttpAreNotReadAsHttp() throws Exception {
    try (TunnelScene scene = new TunnelScene();
        RawClient server = scene.open()) {
      String request = "GET / HTTP/1.1\r\nHost: evil\r\nContent-Length: 3\r\n\r\n0\r\n\r\n\n\n";
      scene.client.send(request);
      assertThat(server.readExactly(request.length())).isEqualTo(request);

      server.send(NO_CONTENT);
      assertThat(scene.client.readExactly(NO_CONTENT.length())).isEqualTo(NO_CONTENT);
    }
  }

  @Test
  void whatTheOriginSendsInOnePieceWithThe101ArrivesBehindIt() throws Exception {
    try (TunnelScene scene = new TunnelScene()) {
      scene.client.send(TunnelScene.ASK);
      try (RawClient server = scene.accept()) {
        server.readHead();
        server.send(TunnelScene.GRANT + "first\r\n\r\nframes");

        assertThat(scene.client.readHead()).startsWith("HTTP/1.1 101 ");
        assertThat(scene.client.readExactly(15)).isEqualTo("first\r\n\r\nframes");
        server.send("more");
        assertThat(scene.client.readExactly(4)).isEqualTo("more");
      }
    }
  }

  @Test
  void whatTheClientSendsInOnePieceWithItsRequestWaitsForThe101() throws Exception {
    try (TunnelScene scene = new TunnelScene()) {
      scene.client.send(TunnelScene.ASK + GET + "early");
      try (RawClient server = scene.accept()) {
        server.readHead();
        scene.client.send("-later");
        server.send(TunnelScene.GRANT);

        assertThat(scene.client.readHead()).startsWith("HTTP/1.1 101 ");
        assertThat(server.readExactly(GET.length() + 11)).isEqualTo(GET + "early-later");
      }
    }
  }

  @Test
  void aClientThatEndsItsSideBeforeThe101HasItsBytesAndItsEndRelayed() throws Exception {
    try (TunnelScene scene = new TunnelScene()) {
      scene.client.send(TunnelScene.ASK + "early");
      scene.client.socket().shutdownOutput();
      try (RawClient server = scene.accept()) {
        server.readHead();
        server.send(TunnelScene.GRANT);

        assertThat(server.readToEnd()).isEqualTo("early");
        server.send("answer");
        server.socket().shutdownOutput();
        assertThat(scene.client.readToEnd()).endsWith("\r\n\r\nanswer");
        assertThat(scene.ended()).isEqualTo(new Ended(101, null, 5, 6));
      }
    }
  }

  @Test
  void anUpgradeRequestThatWasPipelinedBecomesATunnelWhenItsTurnComes() throws Exception {
    try (TunnelScene scene = new TunnelScene()) {
      scene.client.send(GET + TunnelScene.ASK + "early");
      try (RawClient server = scene.accept()) {
        server.readHead();
        server.send(NO_CONTENT);
        assertThat(scene.client.readHead()).startsWith("HTTP/1.1 204 ");

        assertThat(server.readHead()).startsWith("GET /chat ");
        server.send(TunnelScene.GRANT);
        assertThat(server.readExactly(5)).isEqualTo("early");
      }
    }
  }

  @Test
  void aConnectionThatCarriedRequestsBeforeBecomesATunnel() throws Exception {
    try (TunnelScene scene = new TunnelScene()) {
      scene.client.send(GET);
      try (RawClient server = scene.accept()) {
        server.readHead();
        server.send(NO_CONTENT);
        assertThat(scene.client.read().status()).isEqualTo(204);

        scene.client.send(TunnelScene.ASK);
        server.readHead();
        server.send(TunnelScene.GRANT + "hi");
        assertThat(scene.client.readHead()).startsWith("HTTP/1.1 101 ");
        assertThat(scene.client.readExactly(2)).isEqualTo("hi");
      }
    }
  }

  @Test
  @DisplayName("Half-close: the client's end is relayed, the origin goes on")
  void theOriginGoesOnAfterTheClientHasEndedItsSide() throws Exception {
    try (TunnelScene scene = new TunnelScene();
        RawClient server = scene.open()) {
      scene.client.send("last words");
      scene.client.socket().shutdownOutput();
      assertThat(server.readToEnd()).isEqualTo("last words");
      assertThat(scene.goesOn()).isTrue();

      server.send("reply");
      server.socket().shutdownOutput();
      assertThat(scene.client.readToEnd()).isEqualTo("reply");
      assertThat(scene.ended()).isEqualTo(new Ended(101, null, 10, 5));
    }
  }

  @Test
  @DisplayName("Half-close: the origin's end is relayed, the client goes on")
  void theClientGoesOnAfterTheOriginHasEndedItsSide() throws Exception {
    try (TunnelScene scene = new TunnelScene();
        RawClient server = scene.open()) {
      server.send("last words");
      server.socket().shutdownOutput();
      assertThat(scene.client.readToEnd()).isEqualTo("last words");
      assertThat(scene.goesOn()).isTrue();

      scene.client.send("reply");
      scene.client.socket().shutdownOutput();
      assertThat(server.readToEnd()).isEqualTo("reply");
      assertThat(scene.ended()).isEqualTo(new Ended(101, null, 5, 10));
    }
  }

  @Test
  void theOriginsEndInOnePieceWithThe101IsRelayed() throws Exception {
    try (TunnelScene scene = new TunnelScene()) {
      scene.client.send(TunnelScene.ASK);
      try (RawClient server = scene.accept()) {
        server.readHead();
        server.send(TunnelScene.GRANT + "bye");
        server.socket().shutdownOutput();

        assertThat(scene.client.readToEnd()).endsWith("\r\n\r\nbye");
        scene.client.send("still here");
        assertThat(server.readExactly(10)).isEqualTo("still here");
      }
    }
  }

  @Test
  @DisplayName("A tunnel's connections are closed after it and never used again")
  void theNextRequestGetsAConnectionOfItsOwn() throws Exception {
    try (TunnelScene scene = new TunnelScene();
        RawClient server = scene.open()) {
      scene.client.socket().shutdownOutput();
      assertThat(server.readToEnd()).isEmpty();
      server.socket().shutdownOutput();
      scene.ended();
      Awaitility.await()
          .atMost(20, TimeUnit.SECONDS)
          .until(
              () ->
                  scene.proxy.server.upstreamConnections() == 0
                      && scene.proxy.server.clientConnections() == 0);

      try (RawClient _ = scene.connect().send(GET);
          RawClient fresh = scene.accept()) {
        assertThat(fresh.readHead()).startsWith("GET / ");
      }
    }
  }

  @Test
  void anOpenTunnelCountsAmongTheConnections() throws Exception {
    try (TunnelScene scene = new TunnelScene();
        RawClient server = scene.open()) {
      server.send("x");
      assertThat(scene.client.readExactly(1)).isEqualTo("x");

      assertThat(scene.proxy.server.upstreamConnections()).isEqualTo(1);
      assertThat(scene.proxy.server.idleUpstreamConnections()).isZero();
      assertThat(scene.proxy.server.clientConnections()).isEqualTo(1);
    }
  }

  @Test
  void anEditOfTheRulesChangesNothingForATunnel() throws Exception {
    try (TunnelScene scene = new TunnelScene();
        RawClient server = scene.open()) {
      scene.proxy.use(TestProxy.document(scene.upstream(), Unmatched.REJECT));
      assertThat(scene.proxy.exchange(GET).status()).isEqualTo(421);
      assertThat(scene.ended().status()).isEqualTo(421);

      scene.client.send("up");
      assertThat(server.readExactly(2)).isEqualTo("up");
      server.send("down");
      assertThat(scene.client.readExactly(4)).isEqualTo("down");

      scene.proxy.use(
          TestProxy.document(
              scene.upstream(), Unmatched.PASS, TestProxy.rule("new", Match.ANY, "c")));
      try (RawClient _ = scene.connect().send(TunnelScene.ASK);
          RawClient other = scene.accept()) {
        assertThat(other.readHead()).contains("\r\nHost: c\r\n");
        assertThat(scene.goesOn()).isTrue();
      }
    }
  }
}

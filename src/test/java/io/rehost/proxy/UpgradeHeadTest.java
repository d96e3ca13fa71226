package io.rehost.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.rule.Cidr;
import io.rehost.rule.Match;
import io.rehost.rule.Rule;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract 4 points 2 and 6: upgrades get the same head as plain requests, both ways. */
class UpgradeHeadTest {
  private static final String SENT_BACK =
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade, x-hop\r\n";

  @Test
  @DisplayName("Hop-by-hop fields are removed, then the override and Upgrade are set")
  void theOriginSeesTheOverrideAndAnUpgradeThatIsWrittenAnew() throws Exception {
    assertThat(
            sent(
                "GET /chat?x HTTP/1.1\r\nHost: a\r\nX-First: 1\r\n"
                    + "Connection: keep-alive, Upgrade, X-Hop, Host, Sec-WebSocket-Key\r\n"
                    + "Upgrade: h2c, WebSocket\r\nX-Hop: 1\r\nKeep-Alive: 5\r\n"
                    + "HTTP2-Settings: AAMAAABkAAQAAP__\r\nProxy-Connection: x\r\n"
                    + "Sec-WebSocket-Version: 13\r\nTE: trailers\r\n\r\n"))
        .containsExactly(
            "GET /chat?x HTTP/1.1",
            "Host: b",
            "X-First: 1",
            "Sec-WebSocket-Version: 13",
            "TE: trailers",
            "Upgrade: WebSocket",
            "Connection: TE, upgrade");
  }

  @Test
  void connectionNamesUpgradeAloneWithoutTe() throws Exception {
    assertThat(sent(TunnelScene.ASK))
        .containsExactly(
            "GET /chat HTTP/1.1", "Host: b", "Upgrade: websocket", "Connection: upgrade");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: TLS/1.0\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\n\r\n",
        "GET / HTTP/1.0\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
        "PUT / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Content-Length: 2\r\n\r\nxy",
        "PUT / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
      })
  void anythingElseIsAPlainRequest(String request) throws Exception {
    assertThat(sent(request))
        .noneMatch(line -> line.startsWith("Upgrade") || line.startsWith("Connection"));
  }

  @Test
  @DisplayName("Forwarded fields, loop guard, Via and rule header edits: by the same code")
  void allThatIsAddedToPlainRequestsIsAddedToUpgrades() throws Exception {
    UnaryOperator<ProxySettings> settings =
        it ->
            ChangedSettings.via("edge")
                .apply(
                    ChangedSettings.loopId("me")
                        .apply(
                            ChangedSettings.forwarding(
                                    new Forwarding(Forwarding.Fields.RFC7239, false, cidrs()))
                                .apply(it)));
    Rule rule =
        TestProxy.edited(
            TestProxy.rule("all", Match.ANY, "b"),
            new Rule.Request(true),
            new Rule.FieldEdits(Map.of("X-Set", "1"), Map.of(), List.of("X-Gone")),
            Rule.FieldEdits.NONE);
    try (TunnelScene scene = new TunnelScene(settings, rule)) {
      scene.client.send(
          TunnelScene.ASK.replace(
              "\r\n\r\n", "\r\nX-Gone: 1\r\nOrigin: http://a\r\nForwarded: for=evil\r\n\r\n"));
      try (RawClient server = scene.accept()) {
        assertThat(lines(server.readHead()))
            .containsExactly(
                "GET /chat HTTP/1.1",
                "Host: b",
                "Origin: http://b",
                "Upgrade: websocket",
                "Connection: upgrade",
                "Forwarded: for=127.0.0.1;proto=http",
                "X-Set: 1",
                "CDN-Loop: me",
                "Via: 1.1 edge");
      }
    }
  }

  @Test
  void anUpgradeThatComesBackIsALoop() throws Exception {
    try (TunnelScene scene = new TunnelScene(ChangedSettings.loopId("me"))) {
      scene.client.send(TunnelScene.ASK.replace("\r\n\r\n", "\r\nCDN-Loop: me\r\n\r\n"));

      assertThat(scene.client.read().status()).isEqualTo(508);
    }
  }

  @Test
  @DisplayName("Hop-by-hop fields are removed from the 101 too, names mapped back, edits applied")
  void the101IsCleanedMappedBackAndEdited() throws Exception {
    Rule rule =
        TestProxy.edited(
            TestProxy.rule("all", Match.ANY, "b.test"),
            Rule.Request.DEFAULT,
            Rule.FieldEdits.NONE,
            new Rule.FieldEdits(Map.of("X-Set", "1"), Map.of(), List.of("Server")));
    try (TunnelScene scene = new TunnelScene(ChangedSettings.via("edge"), rule)) {
      scene.client.send(TunnelScene.ASK.replace("Host: a\r\n", "Host: a.test\r\n"));
      try (RawClient server = scene.accept()) {
        server.readHead();
        server.send(
            SENT_BACK
                + "X-Hop: 1\r\nKeep-Alive: 5\r\nServer: old\r\nContent-Length: 0\r\n"
                + "Sec-WebSocket-Accept: abc\r\n"
                + "Set-Cookie: id=1; Domain=b.test\r\n\r\n");

        assertThat(lines(scene.client.readHead()))
            .containsExactly(
                "HTTP/1.1 101 Switching Protocols",
                "Sec-WebSocket-Accept: abc",
                "Set-Cookie: id=1; Domain=a.test",
                "X-Set: 1",
                "Via: 1.1 edge",
                "Upgrade: websocket",
                "Connection: upgrade");
        server.send("x");
        assertThat(scene.client.readExactly(1)).isEqualTo("x");
      }
    }
  }

  private static List<Cidr> cidrs() {
    return List.of(Objects.requireNonNull(Cidr.parse("10.0.0.0/8")));
  }

  private static List<String> sent(String request) throws IOException {
    try (TunnelScene scene = new TunnelScene()) {
      scene.client.send(request);
      try (RawClient server = scene.accept()) {
        return lines(server.readHead());
      }
    }
  }

  private static List<String> lines(String head) {
    return List.of(head.split("\r\n", -1));
  }
}

package io.rehost.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rehost.proxy.ProxyServer;
import io.rehost.rule.ActiveRules;
import io.rehost.wire.WebSocketEcho;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A web server with two sites by name, of which only {@code ws.test} speaks WebSocket. */
abstract class WebSocketBySite {
  private static final int PATIENCE_SECONDS = 20;
  private static final String RULES =
      """
      upstream: http://127.0.0.1:@port@
      unmatched: reject
      rules:
      - {name: talks, match: {paths: [{prefix: /talks}]}, host: ws.test}
      - {name: silent, host: other.test}
      """;

  private final WebSocketEcho backend = new WebSocketEcho();
  private final HttpClient http = HttpClient.newHttpClient();

  @SuppressWarnings("NullAway.Init") // set before each test
  private OriginServer origin;

  @SuppressWarnings("NullAway.Init") // set before each test
  private ProxyServer proxy;

  /**
   * Starts the web server.
   *
   * @param backend where {@code ws.test} gets WebSocket from
   */
  abstract OriginServer startOrigin(InetSocketAddress backend) throws IOException;

  @BeforeEach
  void start() throws IOException {
    origin = startOrigin(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), backend.port()));
    proxy = DataPlane.start(rules(origin));
  }

  @AfterEach
  void stop() {
    http.shutdownNow();
    proxy.close();
    origin.close();
    backend.close();
  }

  @Test
  void theServerChoosesTheSiteByTheOverride() throws Exception {
    Messages messages = new Messages();
    WebSocket socket = open("/talks", messages);

    assertThat(messages.next()).as(origin.log()).isEqualTo("ws.test /talks");
    for (String text : List.of("one", "two")) {
      socket.sendText(text, true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(messages.next()).isEqualTo(text);
    }
    socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(messages.next()).isEqualTo("closed");
  }

  @Test
  void theOtherSiteRefuses() {
    assertThatThrownBy(() -> open("/", new Messages()))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            refused -> assertThat(refused.getResponse().statusCode()).isEqualTo(403));
  }

  private WebSocket open(String path, Messages messages) throws Exception {
    URI uri = URI.create("ws://127.0.0.1:" + proxy.addresses().getFirst().getPort() + path);
    return http.newWebSocketBuilder()
        .buildAsync(uri, messages)
        .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private static ActiveRules rules(OriginServer origin) {
    return SiteRules.ofFile(RULES.replace("@port@", Integer.toString(origin.address().getPort())))
        .active();
  }

  private static final class Messages implements WebSocket.Listener {
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

    String next() throws InterruptedException, IOException {
      String next = received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (next == null) {
        throw new IOException("no message");
      }
      return next;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      received.add(data.toString());
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
      received.add("closed");
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      received.add("failed " + error);
    }
  }
}

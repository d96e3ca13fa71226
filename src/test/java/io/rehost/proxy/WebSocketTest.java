package io.rehost.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rehost.rule.Unmatched;
import io.rehost.rule.Upstream;
import io.rehost.wire.WebSocketEcho;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** WebSocket (RFC 6455) between the JDK's client and Netty's server. */
class WebSocketTest {
  private static final int PATIENCE_SECONDS = 20;

  private final WebSocketEcho server = new WebSocketEcho();
  private final HttpClient http = HttpClient.newHttpClient();

  @SuppressWarnings("NullAway.Init") // set before each test
  private TestProxy proxy;

  @BeforeEach
  void start() throws IOException {
    Upstream origin = new Upstream(Upstream.Scheme.HTTP, "127.0.0.1", server.port());
    proxy = new TestProxy(UnaryOperator.identity(), ExchangeListener.NONE);
    proxy.use(
        TestProxy.document(
            origin,
            Unmatched.REJECT,
            TestProxy.rule("no", TestProxy.host("localhost"), "no.test"),
            TestProxy.rule("yes", TestProxy.host("127.0.0.1"), "b.test")));
  }

  @AfterEach
  void stop() {
    http.shutdownNow();
    proxy.close();
    server.close();
  }

  @Test
  @DisplayName("WebSocket gets the same override as plain requests")
  void theServerSeesTheOverride() throws Exception {
    Messages messages = new Messages();
    WebSocket socket = open("127.0.0.1", messages);

    assertThat(messages.next()).isEqualTo("b.test /chat");
    socket.sendText("hello", true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(messages.next()).isEqualTo("hello");

    socket.sendClose(4001, "bye").get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(messages.next()).isEqualTo("closed 4001");
  }

  @Test
  void largeMessagesComeBackWhole() throws Exception {
    Messages messages = new Messages();
    WebSocket socket = open("127.0.0.1", messages);
    assertThat(messages.next()).isEqualTo("b.test /chat");

    socket
        .sendBinary(ByteBuffer.wrap(new byte[4 << 20]), true)
        .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(messages.next()).isEqualTo("binary " + (4 << 20));
  }

  @Test
  void aRefusalReachesTheClient() {
    assertThatThrownBy(() -> open("localhost", new Messages()))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            refused -> assertThat(refused.getResponse().statusCode()).isEqualTo(403));
  }

  /** Opens a socket to the proxy under one of its names. */
  private WebSocket open(String host, Messages messages) throws Exception {
    InetSocketAddress address = proxy.server.addresses().getFirst();
    URI uri = URI.create("ws://" + host + ":" + address.getPort() + "/chat");
    return http.newWebSocketBuilder()
        .buildAsync(uri, messages)
        .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private static final class Messages implements WebSocket.Listener {
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();
    private int bytes;

    String next() throws InterruptedException, IOException {
      String next = received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (next == null) {
        throw new IOException("no message");
      }
      return next;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        received.add(text.toString());
        text.setLength(0);
      }
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
      bytes += data.remaining();
      if (last) {
        received.add("binary " + bytes);
        bytes = 0;
      }
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
      received.add("closed " + status);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      received.add("failed " + error);
    }
  }
}

package io.rehost.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rehost.rule.Upstream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Contract 4 points 3 and 5, step by step: each test plays both ends, so that what one end waits
 * for the other has to have done.
 */
class FaithfulnessTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final int PATIENCE_MILLIS = 10_000;

  @SuppressWarnings("NullAway.Init") // set before each test
  private ServerSocket origin;

  @SuppressWarnings("NullAway.Init") // set before each test
  private TestProxy proxy;

  @SuppressWarnings("NullAway.Init") // set before each test
  private RawClient client;

  @BeforeEach
  void start() throws IOException {
    origin = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    origin.setSoTimeout(PATIENCE_MILLIS);
    Upstream upstream = new Upstream(Upstream.Scheme.HTTP, "127.0.0.1", origin.getLocalPort());
    proxy = TestProxy.overriding(upstream, "b");
    client = proxy.client();
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    proxy.close();
    origin.close();
  }

  @ParameterizedTest
  @DisplayName("what is forwarded is byte for byte what the client sent")
  @ValueSource(
      strings = {
        "/",
        "//",
        "/a//b/./../c",
        "/%2e%2E/%2f%00%zz%",
        "/;a=b;c?d;e",
        "/?",
        "/??x=?/&&=&a=%20+",
        "/a?http://b/",
        "/\"<>\\^`{|}'()[]!$*,:@~",
        "/\u00e9\u0080\u00ff",
        "/*"
      })
  void keepsTheTargetByteForByte(String target) throws Exception {
    client.send("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");

    try (Socket server = accept()) {
      assertThat(readHead(server)).startsWith("GET " + target + " HTTP/1.1\r\nHost: b\r\n");
    }
  }

  @Test
  @DisplayName("Expect: 100-continue is relayed")
  void sendsContentWhenTheOriginSaysContinue() throws Exception {
    client.send("PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
    try (Socket server = accept()) {
      assertThat(readHead(server)).contains("Expect: 100-continue");
      write(server, "HTTP/1.1 100 Continue\r\n\r\n");

      assertThat(client.readHead()).startsWith("HTTP/1.1 100 ");
      client.send("abc");
      assertThat(server.getInputStream().readNBytes(3)).isEqualTo("abc".getBytes(ISO_8859_1));
      write(server, "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");
      assertThat(client.read().status()).isEqualTo(201);
    }
  }

  @Test
  void doesNotTakeUnsentContentForARequestWhenTheOriginDeclines() throws Exception {
    client.send("PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 36\r\n\r\n");
    try (Socket server = accept()) {
      readHead(server);
      write(server, "HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\n\r\n");

      RawClient.Response response = client.read();
      assertThat(response.status()).isEqualTo(417);
      assertThat(response.field("Connection")).isEqualTo("close");
      client.send("GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.readToEndOrReset()).isEmpty();
      assertThat(server.getInputStream().read()).as("the upstream's connection").isEqualTo(-1);
    }
  }

  @Test
  @DisplayName("SSE flushes at once")
  void handsOnEachEventBeforeTheNextIsThere() throws Exception {
    client.send(GET);
    try (Socket server = accept()) {
      readHead(server);
      write(server, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n");
      assertThat(client.readHead()).contains("Content-Type: text/event-stream");
      for (int i = 0; i < 3; i++) {
        String event = "data: " + i + "\n\n";
        write(server, event);

        assertThat(client.readExactly(event.length() + 5)).isEqualTo("9\r\n" + event + "\r\n");
      }
    }
  }

  @Test
  void handsOnEachPieceOfARequestBeforeTheNextIsThere() throws Exception {
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\n");
    try (Socket server = accept()) {
      readHead(server);
      for (String piece : new String[] {"ab", "cd", "ef"}) {
        client.send(piece);

        assertThat(server.getInputStream().readNBytes(2)).isEqualTo(piece.getBytes(ISO_8859_1));
      }
    }
  }

  @Test
  void answersAClientThatHasEndedItsSide() throws Exception {
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");
    client.socket().shutdownOutput();
    try (Socket server = accept()) {
      readHead(server);
      assertThat(server.getInputStream().readNBytes(3)).isEqualTo("abc".getBytes(ISO_8859_1));
      write(server, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlate");

      assertThat(client.read().content()).isEqualTo("late");
      assertThat(client.readToEnd()).isEmpty();
    }
  }

  @Test
  @DisplayName("client gone: upstream exchange aborted")
  void leavesASilentOriginWhenItsClientResets() throws Exception {
    client.send(GET);
    try (Socket server = accept()) {
      readHead(server);
      client.socket().setSoLinger(true, 0);
      client.close();

      assertThat(server.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void leavesAnOriginThatStillSendsWhenItsClientIsGone() throws Exception {
    client.send(GET);
    try (Socket server = accept()) {
      readHead(server);
      write(server, "HTTP/1.1 200 OK\r\n\r\nsome");
      client.readHead();
      client.close();

      assertThatThrownBy(() -> writeWithoutEnd(server)).isInstanceOf(SocketException.class);
    }
  }

  @Test
  void leavesTheOriginWhenTheClientEndsInTheMiddleOfItsContent() throws Exception {
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\nabc");
    try (Socket server = accept()) {
      readHead(server);
      assertThat(server.getInputStream().readNBytes(3)).isEqualTo("abc".getBytes(ISO_8859_1));
      client.socket().shutdownOutput();

      assertThat(server.getInputStream().read()).isEqualTo(-1);
    }
  }

  /** Far more than all buffers on the way hold. */
  private static void writeWithoutEnd(Socket server) throws IOException {
    byte[] piece = new byte[1 << 20];
    for (int i = 0; i < 1024; i++) {
      server.getOutputStream().write(piece);
    }
  }

  private Socket accept() throws IOException {
    Socket server = origin.accept();
    server.setSoTimeout(PATIENCE_MILLIS);
    return server;
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
  }

  private static String readHead(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("connection closed after " + head);
      }
      head.append((char) next);
    }
    return head.toString();
  }
}

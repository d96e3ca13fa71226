package io.rehost.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.proxy.RawClient.Response;
import io.rehost.wire.ResponseVectors.Cut;
import io.rehost.wire.ResponseVectors.Malformed;
import io.rehost.wire.ResponseVectors.Whole;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Contract 5, from socket to socket: a malformed response is 502 before anything of it is relayed,
 * a reset after; a lying origin never makes a client see two responses, or a cut one as whole.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LyingOriginTest {
  /** What the origin writes for the request with that path, and what it does then. */
  private record Play(List<String> pieces, boolean ends) {}

  private final BlockingQueue<Play> plays = new LinkedBlockingQueue<>();

  @SuppressWarnings("NullAway.Init") // set before all tests
  private RawOrigin origin;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private TestProxy proxy;

  @BeforeAll
  void start() throws IOException {
    origin = new RawOrigin((request, out, socket) -> play(request.lines().getFirst(), out, socket));
    proxy = TestProxy.overriding(origin.upstream(), "b");
  }

  @AfterAll
  void stop() throws IOException {
    proxy.close();
    origin.close();
  }

  private void play(String line, OutputStream out, Socket socket) throws IOException {
    if (line.contains("/marker")) {
      out.write("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nmarker".getBytes(ISO_8859_1));
      return;
    }
    Play play = plays.remove();
    for (String piece : play.pieces) {
      out.write(piece.getBytes(ISO_8859_1));
      out.flush();
    }
    if (play.ends) {
      socket.shutdownOutput();
    }
  }

  @ParameterizedTest
  @MethodSource("io.rehost.wire.ResponseVectors#malformed")
  void answersAMalformedResponseWith502(Malformed vector) throws Exception {
    for (List<String> pieces : List.of(List.of(vector.bytes()), bytewise(vector.bytes()))) {
      plays.add(new Play(pieces, true));
      try (RawClient client = proxy.client()) {
        Response response = client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").read();

        FailureTest.assertFailure(response, 502, "http_protocol_error");
        assertMarkerIsNext(client);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("io.rehost.wire.ResponseVectors#cut")
  void resetsTheClientWhenContentBreaks(Cut vector) throws Exception {
    for (List<String> pieces : pieces(vector.bytes())) {
      boolean uncut = pieces.getLast().isEmpty();
      for (String version : uncut ? List.of("1.0", "1.1") : List.of("1.1")) {
        plays.add(new Play(pieces, true));
        try (RawClient client = proxy.client()) {
          client.send("GET / HTTP/" + version + "\r\nHost: a\r\n\r\n");
          String all = client.readToEndOrReset();

          assertThat(client.isReset()).as("HTTP/%s: %s", version, all).isTrue();
          assertThat(all).doesNotEndWith("0\r\n\r\n");
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("io.rehost.wire.ResponseVectors#whole")
  void relaysOneResponseAndNeverASecondOne(Whole vector) throws Exception {
    for (List<String> pieces : pieces(vector.bytes())) {
      if (!vector.excess().isEmpty() && pieces.getFirst().equals(vector.response())) {
        continue; // what comes after the next request can't be told from its response
      }
      plays.add(new Play(pieces, false));
      try (RawClient client = proxy.client()) {
        client.send(vector.method() + " / HTTP/1.1\r\nHost: a\r\n\r\n");
        String head = client.readHead();
        while (head.startsWith("HTTP/1.1 1")) {
          head = client.readHead();
        }

        boolean empty = vector.method().equals("HEAD") || head.matches("HTTP/1.1 (204|304) [^$]*");
        if (!empty) {
          String content = client.readContent(head).replaceAll("\\[.*]", "");
          assertThat(content).isEqualTo(vector.content());
        }
        assertMarkerIsNext(client);
      }
    }
  }

  /** The response to another request on the connection is that request's own. */
  private static void assertMarkerIsNext(RawClient client) throws IOException {
    Response next = client.send("POST /marker HTTP/1.1\r\nHost: a\r\n\r\n").read();

    assertThat(next.content()).as(next.head()).isEqualTo("marker");
  }

  @Test
  void closesAnUnusedConnectionOnWhichAnythingComes() throws Exception {
    for (String excess : List.of("\r\n", "H", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx")) {
      CountDownLatch mayLie = new CountDownLatch(1);
      CountDownLatch closed = new CountDownLatch(1);
      try (RawOrigin liar =
              new RawOrigin(
                  (request, out, socket) -> {
                    out.write(
                        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(ISO_8859_1));
                    out.flush();
                    if (request.lines().getFirst().contains("/liar")) {
                      await(mayLie);
                      out.write(excess.getBytes(ISO_8859_1));
                      out.flush();
                      assertThat(socket.getInputStream().read()).isEqualTo(-1);
                      closed.countDown();
                    }
                  });
          TestProxy proxy = TestProxy.overriding(liar.upstream(), "b");
          RawClient client = proxy.client()) {
        client.send("GET /liar HTTP/1.1\r\nHost: a\r\n\r\n").read();
        mayLie.countDown();

        assertThat(closed.await(10, TimeUnit.SECONDS)).as("closed after " + excess).isTrue();
        assertThat(client.send("POST / HTTP/1.1\r\nHost: a\r\n\r\n").read().content())
            .isEqualTo("ok");
        assertThat(liar.connections()).isEqualTo(2);
      }
    }
  }

  @Test
  void givesNoWaitingRequestAConnectionOnWhichMoreHasCome() throws Exception {
    CountDownLatch mayAnswer = new CountDownLatch(1);
    String twice = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n";
    try (RawOrigin liar =
            new RawOrigin(
                (request, out, socket) -> {
                  await(mayAnswer);
                  String own = request.lines().getFirst().substring(6, 8);
                  out.write((twice + own + twice + "no").getBytes(ISO_8859_1));
                });
        TestProxy proxy =
            TestProxy.overriding(
                liar.upstream(), "b", ChangedSettings.upstream(1, 10, address -> true));
        RawClient first = proxy.client().send("POST /01 HTTP/1.1\r\nHost: a\r\n\r\n")) {
      liar.next();
      try (RawClient second = proxy.client().send("POST /02 HTTP/1.1\r\nHost: a\r\n\r\n")) {
        mayAnswer.countDown();

        assertThat(first.read().content()).isEqualTo("01");
        assertThat(second.read().content()).isEqualTo("02");
      }
    }
  }

  @Test
  void resetsTheClientWhenAnUnframedResponseIsResetByTheOrigin() throws Exception {
    CountDownLatch relayed = new CountDownLatch(1);
    try (RawOrigin resetting =
            new RawOrigin(
                (request, out, socket) -> {
                  out.write("HTTP/1.1 200 OK\r\n\r\nabc".getBytes(ISO_8859_1));
                  out.flush();
                  await(relayed);
                  socket.setSoLinger(true, 0);
                  socket.close();
                });
        TestProxy proxy = TestProxy.overriding(resetting.upstream(), "b");
        RawClient client = proxy.client()) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").readHead();
      relayed.countDown();

      assertThat(client.readToEndOrReset()).doesNotContain("0\r\n\r\n");
      assertThat(client.isReset()).isTrue();
    }
  }

  @Test
  void answersAHeadThatIsTooLargeWith502() throws Exception {
    for (String head :
        List.of(
            "HTTP/1.1 200 " + "O".repeat(40_000) + "\r\n\r\n",
            "HTTP/1.1 200 OK\r\nX: " + "y".repeat(40_000) + "\r\n\r\n")) {
      plays.add(new Play(List.of(head), false));

      FailureTest.assertFailure(
          proxy.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n"), 502, "http_protocol_error");
    }
  }

  @Test
  void endsAFloodOfInterimResponses() throws Exception {
    plays.add(new Play(List.of("HTTP/1.1 103 Hints\r\n\r\n".repeat(1000)), false));
    try (RawClient client = proxy.client()) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      int interim = 0;
      String head = client.readHead();
      while (head.startsWith("HTTP/1.1 103 ")) {
        interim++;
        head = client.readHead();
      }

      assertThat(head).startsWith("HTTP/1.1 502 ").contains("error=http_protocol_error");
      assertThat(interim).isEqualTo(64);
    }
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private static List<String> bytewise(String bytes) {
    return List.of(bytes.split("", -1));
  }

  /** The bytes whole, and cut in two at every place. */
  private static List<List<String>> pieces(String bytes) {
    List<List<String>> pieces = new ArrayList<>();
    for (int i = 1; i <= bytes.length(); i++) {
      pieces.add(List.of(bytes.substring(0, i), bytes.substring(i)));
    }
    return pieces;
  }
}

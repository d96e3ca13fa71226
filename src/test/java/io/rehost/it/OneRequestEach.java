package io.rehost.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rehost.proxy.ProxyServer;
import io.rehost.wire.RequestVectors.Forwarded;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Issue 4: what Rehost forwards is one request to a real server. That server's access log has as
 * many lines as the client was sent responses, and as it meant requests; a request in a body, or a
 * pipelined one that is taken for a body, would make a difference.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OneRequestEach {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration POLL = Duration.ofMillis(5);
  private static final int PATIENCE_MILLIS = 20_000;
  private static final String LAST = "GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

  @SuppressWarnings("NullAway.Init") // set before all tests
  private OriginServer origin;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private ProxyServer proxy;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private Path accessLog;

  private int seen;

  /** Starts the server, which writes a line with the request line for each request. */
  abstract OriginServer start(Path accessLog) throws IOException;

  @BeforeAll
  void startServers(@TempDir Path directory) throws IOException {
    accessLog = Files.createFile(directory.resolve("access.log"));
    origin = start(accessLog);
    proxy =
        DataPlane.start(
            SiteRules.of(
                    """
                    upstream: http://127.0.0.1:%d
                    rules: [{name: all, host: b.test}]
                    """
                        .formatted(origin.address().getPort()))
                .active());
  }

  @AfterAll
  void stopServers() {
    proxy.close();
    origin.close();
  }

  @ParameterizedTest
  @MethodSource("io.rehost.wire.RequestVectors#forwarded")
  void isSeenForEachRequestOfTheClient(Forwarded vector) throws IOException {
    boolean head = vector.bytes().startsWith("HEAD");
    List<String> responses = exchange(vector.bytes() + LAST, head);
    List<String> logged = awaitLog(responses.size());

    int meant = vector.contents().size() + 1;
    if (responses.size() == meant) {
      assertThat(logged.getLast()).contains("GET /last ");
    } else {
      assertThat(responses).hasSizeBetween(1, meant - 1);
      assertThat(responses.getLast()).as("why it is the last").contains("connection: close");
    }
    assertThat(logged).as("smuggled").noneMatch(line -> smuggledBy(vector, line));
  }

  /** A request in content must stay there; one by itself is meant. */
  private static boolean smuggledBy(Forwarded vector, String line) {
    return line.contains("/smuggled")
        && vector.contents().stream().anyMatch(content -> content.contains("/smuggled"));
  }

  /**
   * The lines since the last look, when there are {@code count} and a request more changes that.
   */
  private List<String> awaitLog(int count) throws IOException {
    patiently().until(() -> lines().size() >= seen + count);
    exchange(origin.address(), LAST.replace("/last", "/fence"));
    patiently()
        .until(
            () ->
                lines().subList(seen, lines().size()).stream().anyMatch(l -> l.contains("/fence")));
    List<String> since = new ArrayList<>(lines().subList(seen, lines().size()));
    seen += since.size();
    since.removeIf(line -> line.contains("/fence"));
    assertThat(since).as("%s", origin.log()).hasSize(count);
    return since;
  }

  private static ConditionFactory patiently() {
    return await().atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(POLL);
  }

  private List<String> lines() throws IOException {
    return Files.readAllLines(accessLog, ISO_8859_1);
  }

  private List<String> exchange(String bytes, boolean firstIsToHead) throws IOException {
    String all = exchange(proxy.addresses().getFirst(), bytes);
    List<String> heads = new ArrayList<>();
    int at = 0;
    while (at < all.length()) {
      int end = all.indexOf("\r\n\r\n", at) + 4;
      assertThat(end).as("a head at %d of %s", at, all).isGreaterThan(at);
      String head = all.substring(at, end).toLowerCase(Locale.ROOT);
      assertThat(head).startsWith("http/1.1 ");
      boolean empty = head.startsWith("http/1.1 1") || (firstIsToHead && heads.isEmpty());
      at = empty ? end : contentEnd(all, head, end);
      if (!head.startsWith("http/1.1 1")) {
        heads.add(head);
      }
    }
    return heads;
  }

  private static int contentEnd(String all, String head, int start) {
    int length = head.indexOf("\r\ncontent-length: ");
    if (length >= 0) {
      int from = length + "\r\ncontent-length: ".length();
      return start + Integer.parseInt(head.substring(from, head.indexOf("\r\n", from)));
    }
    return head.contains("\r\ntransfer-encoding: chunked\r\n")
        ? all.indexOf("0\r\n\r\n", start) + 5
        : all.length();
  }

  /** Everything that comes back until the connection ends. */
  private static String exchange(InetSocketAddress server, String bytes) throws IOException {
    try (Socket socket = new Socket(server.getAddress(), server.getPort())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }
}

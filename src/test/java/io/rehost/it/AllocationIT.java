package io.rehost.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.rehost.observe.ExchangeMetrics;
import io.rehost.proxy.ProxyServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/**
 * What a small request leaves to the garbage collector: from the client's bytes over the decision
 * between rules to the metrics, on the event loop's own thread. In a JVM of its own with the
 * image's options: what other tests have had the code do decides what the compiler can do without.
 */
class AllocationIT {
  private static final long MOST_BYTES = 1_024;
  private static final Path OPTIONS = Path.of("tools", "image", "jvm.options");
  private static final long PATIENCE_SECONDS = 120;
  private static final int REQUESTS = 5_000;
  private static final int ROUNDS = 60;
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final byte[] REQUEST =
      """
      GET /img/a.png HTTP/1.1\r
      Host: b2.example.com\r
      User-Agent: client/1\r
      Accept: */*\r
      \r
      """
          .getBytes(US_ASCII);
  private static final byte[] RESPONSE =
      """
      HTTP/1.1 200 OK\r
      Date: Mon, 23 Nov 2026 10:00:00 GMT\r
      Content-Type: text/plain\r
      Cache-Control: no-cache\r
      Content-Length: 2\r
      \r
      ok"""
          .getBytes(US_ASCII);

  private final AtomicReference<String> lastHead = new AtomicReference<>("");

  @Test
  void aSmallRequestLeavesLittleToTheGarbageCollector() throws Exception {
    Process program =
        new ProcessBuilder(command()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try {
      String said = new String(program.getInputStream().readAllBytes(), US_ASCII);
      assertThat(program.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("ends").isTrue();
      assertThat(program.exitValue()).as(said).isZero();
      long bytes = Long.parseLong(said.lines().toList().getLast());
      System.out.printf("allocated per small request: %d bytes%n", bytes);
      assertThat(bytes).isPositive().isLessThanOrEqualTo(MOST_BYTES);
    } finally {
      program.destroyForcibly();
    }
  }

  private static List<String> command() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    Files.readAllLines(OPTIONS).stream().filter(line -> line.startsWith("-")).forEach(command::add);
    command.addAll(
        List.of(
            "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            AllocationIT.class.getName()));
    return command;
  }

  /** Prints, as the last line, how many bytes it is. */
  public static void main(String[] arguments) throws IOException {
    long bytes = new AllocationIT().measure();
    System.out.println(bytes);
    System.exit(0);
  }

  private long measure() throws IOException {
    try (ServerSocket origin = new ServerSocket(0, 16, LOOPBACK);
        ProxyServer proxy = DataPlane.start(rules(origin).active(), new ExchangeMetrics(1));
        Socket client = connected(proxy.addresses().getFirst())) {
      Thread.ofPlatform().daemon().start(() -> answer(origin));
      long worker = worker();
      long least = Long.MAX_VALUE;
      // Until the compiler has seen what needs no allocation; no sooner is it the program's own.
      for (int round = 0; round < ROUNDS && least > MOST_BYTES; round++) {
        long before = THREADS.getThreadAllocatedBytes(worker);
        exchange(client);
        least = Math.min(least, (THREADS.getThreadAllocatedBytes(worker) - before) / REQUESTS);
      }
      assertThat(lastHead.get()).contains("\r\nHost: go.advent.2019.co.jp\r\n");
      return least;
    }
  }

  private static SiteRules rules(ServerSocket origin) {
    return SiteRules.of(
        """
        upstream: http://127.0.0.1:%d
        rules:
        - name: other
          match: {hosts: [other.example], paths: [{prefix: /img}]}
          host: nope.example
        - name: site
          match: {hosts: [b2.example.com], paths: [{prefix: /img}]}
          host: go.advent.2019.co.jp
        """
            .formatted(origin.getLocalPort()));
  }

  private static Socket connected(InetSocketAddress address) throws IOException {
    Socket socket = new Socket(address.getAddress(), address.getPort());
    socket.setSoTimeout(60_000);
    socket.setTcpNoDelay(true);
    return socket;
  }

  /** The proxy's only event loop, which has run once it has accepted a connection. */
  private static long worker() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("rehost-worker"))
        .filter(Thread::isAlive)
        .mapToLong(Thread::threadId)
        .max()
        .orElseThrow();
  }

  private static void exchange(Socket client) throws IOException {
    byte[] buffer = new byte[4096];
    for (int i = 0; i < REQUESTS; i++) {
      client.getOutputStream().write(REQUEST);
      int length = readUntil(client.getInputStream(), buffer, "\r\n\r\nok".getBytes(US_ASCII));
      assertThat(buffer).startsWith("HTTP/1.1 200 OK\r\n".getBytes(US_ASCII));
      assertThat(length).isGreaterThan(RESPONSE.length / 2);
    }
  }

  /** Answers requests without content, one connection after the other. */
  private void answer(ServerSocket origin) {
    byte[] end = "\r\n\r\n".getBytes(US_ASCII);
    byte[] buffer = new byte[4096];
    while (!origin.isClosed()) {
      try (Socket socket = origin.accept()) {
        socket.setTcpNoDelay(true);
        for (int n = readUntil(socket.getInputStream(), buffer, end); n > 0; ) {
          lastHead.set(new String(buffer, 0, n, US_ASCII));
          socket.getOutputStream().write(RESPONSE);
          n = readUntil(socket.getInputStream(), buffer, end);
        }
      } catch (IOException e) {
        if (!origin.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  /** Fills the buffer until it ends with {@code end}; the length, 0 at the end of the stream. */
  private static int readUntil(InputStream in, byte[] buffer, byte[] end) throws IOException {
    int length = 0;
    do {
      int read = in.read(buffer, length, buffer.length - length);
      if (read < 0) {
        return 0;
      }
      length += read;
    } while (length < end.length
        || !Arrays.equals(buffer, length - end.length, length, end, 0, end.length));
    return length;
  }
}

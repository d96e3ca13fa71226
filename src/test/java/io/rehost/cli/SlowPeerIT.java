package io.rehost.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Contract 4 point 5, for the packaged process: bodies stream with back-pressure, never collected.
 * 50 MiB to a reader that stops again and again make it grow by less than 64 MiB.
 */
@EnabledOnOs(OS.LINUX)
class SlowPeerIT {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final int PATIENCE_MILLIS = 60_000;
  private static final long MIB = 1 << 20;
  private static final long SIZE = 50 * MIB;
  private static final long GROWTH = 64 * MIB;

  /** What the buffers of four sockets take, with room to spare; far from all of it. */
  private static final long UNDERWAY = 30 * MIB;

  private static final int STOPS = 5;

  @SuppressWarnings("NullAway.Init") // JUnit sets it
  @TempDir
  private Path directory;

  @SuppressWarnings("NullAway.Init") // set before each test
  private ServerSocket origin;

  @SuppressWarnings("NullAway.Init") // set before each test
  private RunningProgram sidecar;

  private final ExecutorService sender = Executors.newSingleThreadExecutor();
  private int port;

  @BeforeEach
  void start() throws Exception {
    origin = new ServerSocket(0, 16, LOOPBACK);
    origin.setSoTimeout(PATIENCE_MILLIS);
    Path rules = directory.resolve("rules.yaml");
    Files.writeString(
        rules,
        "upstream: http://127.0.0.1:%d\nrules: [{name: all, host: b.test}]\n"
            .formatted(origin.getLocalPort()));
    sidecar =
        RunningProgram.start(
            Map.of(
                "REHOST_LISTEN", "127.0.0.1:0",
                "REHOST_MANAGEMENT", "127.0.0.1:0",
                "REHOST_CONSOLE", "off",
                "REHOST_RULES_FILE", rules.toString()),
            "proxy");
    port =
        Integer.parseInt(sidecar.awaitLine("listening address=127\\.0\\.0\\.1:([0-9]+)").group(1));
    sidecar.awaitLine("rules in force");
  }

  @AfterEach
  void stop() throws Exception {
    sidecar.close();
    origin.close();
    sender.close();
  }

  @Test
  void aDownloadWaitsForItsReaderAtTheOriginAndNotInTheProxy() throws Exception {
    download(MIB);
    long before = memory("VmRSS");

    download(SIZE);

    assertThat(memory("VmHWM") - before).as("growth in bytes").isLessThan(GROWTH);
  }

  @Test
  void anUploadWaitsForItsReaderAtTheClientAndNotInTheProxy() throws Exception {
    upload(MIB);
    long before = memory("VmRSS");

    upload(SIZE);

    assertThat(memory("VmHWM") - before).as("growth in bytes").isLessThan(GROWTH);
  }

  private void download(long size) throws Exception {
    try (Socket client = connect()) {
      write(client, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      try (Socket server = accept()) {
        write(server, "HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n");
        readHead(client.getInputStream());
        stream(server.getOutputStream(), client.getInputStream(), size);
      }
    }
  }

  private void upload(long size) throws Exception {
    try (Socket client = connect()) {
      write(
          client,
          "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: "
              + size
              + "\r\n\r\n");
      try (Socket server = accept()) {
        stream(client.getOutputStream(), server.getInputStream(), size);
        write(server, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        assertThat(readHead(client.getInputStream())).startsWith("HTTP/1.1 200 ");
      }
    }
  }

  /** Writes as fast as it goes, and reads only when no more goes. */
  private void stream(OutputStream to, InputStream from, long size) throws Exception {
    AtomicLong written = new AtomicLong();
    Future<?> sending =
        sender.submit(
            () -> {
              byte[] piece = new byte[64 * 1024];
              while (written.get() < size) {
                to.write(piece);
                written.addAndGet(piece.length);
              }
              return null;
            });
    for (int stop = 0; stop < STOPS; stop++) {
      awaitStill(written);
      long read = stop * size / STOPS;
      assertThat(written.get() - read).as("bytes underway").isLessThan(UNDERWAY);
      from.skipNBytes((stop + 1) * size / STOPS - read);
    }
    sending.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Waits until the number has stopped to grow for a while; too early only makes it smaller. */
  private static void awaitStill(AtomicLong number) throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    long before;
    do {
      before = number.get();
      assertThat(never.await(300, TimeUnit.MILLISECONDS)).isFalse();
    } while (number.get() != before || before == 0);
  }

  private Socket connect() throws IOException {
    Socket client = new Socket(LOOPBACK, port);
    client.setSoTimeout(PATIENCE_MILLIS);
    return client;
  }

  /** The proxy's connection, its request head read. */
  private Socket accept() throws IOException {
    Socket server = origin.accept();
    server.setSoTimeout(PATIENCE_MILLIS);
    assertThat(readHead(server.getInputStream())).contains("\r\nHost: b.test\r\n");
    return server;
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
  }

  private static String readHead(InputStream in) throws IOException {
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

  /**
   * A number of bytes of the process's memory in RAM (proc(5)): VmRSS now, VmHWM at most so far.
   */
  private long memory(String key) throws IOException {
    return Files.readAllLines(Path.of("/proc/%d/status".formatted(sidecar.pid()))).stream()
        .filter(line -> line.startsWith(key + ":"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
        .findFirst()
        .orElseThrow();
  }
}

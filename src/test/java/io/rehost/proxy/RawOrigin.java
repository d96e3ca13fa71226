package io.rehost.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.rule.Upstream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLServerSocket;
import org.jspecify.annotations.Nullable;

/** An origin that records the bytes it gets and answers with the bytes it is told to. */
final class RawOrigin implements AutoCloseable {
  private final ServerSocket server;
  private final Answer answer;
  private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();

  /**
   * One request.
   *
   * @param head up to and without the empty line
   * @param connection the number of the connection that it came on, from 1
   */
  record Received(String head, String content, int connection) {
    List<String> lines() {
      return List.of(head.split("\r\n", -1));
    }

    String field(String name) {
      return lines().stream()
          .filter(line -> line.regionMatches(true, 0, name + ": ", 0, name.length() + 2))
          .map(line -> line.substring(name.length() + 2))
          .findFirst()
          .orElse("");
    }
  }

  /** What is sent back; called when a whole request has been read. */
  @FunctionalInterface
  interface Answer {
    void to(Received request, OutputStream out, Socket socket) throws IOException;
  }

  RawOrigin(Answer answer) throws IOException {
    this(answer, new ServerSocket(0, 128, InetAddress.getLoopbackAddress()));
  }

  RawOrigin(Answer answer, ServerSocket server) {
    this.answer = answer;
    this.server = server;
    Thread.ofVirtual().name("origin").start(this::accept);
  }

  /** Answers every request with {@code response}. */
  static RawOrigin answering(String response) throws IOException {
    return new RawOrigin((request, out, socket) -> out.write(response.getBytes(ISO_8859_1)));
  }

  /** Answers every request with 200 and the text that the origin makes of it. */
  static RawOrigin ok(String content) throws IOException {
    return answering(
        "HTTP/1.1 200 OK\r\nContent-Length: " + content.length() + "\r\n\r\n" + content);
  }

  Upstream upstream() {
    boolean tls = server instanceof SSLServerSocket;
    return new Upstream(
        tls ? Upstream.Scheme.HTTPS : Upstream.Scheme.HTTP, "127.0.0.1", server.getLocalPort());
  }

  int connections() {
    return connections.get();
  }

  /** The next request; fails if none comes. */
  Received next() throws InterruptedException {
    Received next = received.poll(5, TimeUnit.SECONDS);
    assertThat(next).as("a request to the origin").isNotNull();
    return next;
  }

  /** Whether no request has come that was not looked at. */
  boolean isQuiet() {
    return received.isEmpty();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        socket.setTcpNoDelay(true); // pieces of an answer are to go at once
        sockets.add(socket);
        int number = connections.incrementAndGet();
        Thread.ofVirtual().name("origin-" + number).start(() -> serve(socket, number));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket socket, int number) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      for (String head = readUntil(in, "\r\n\r\n");
          head != null;
          head = readUntil(in, "\r\n\r\n")) {
        Received request = new Received(head, content(head, in), number);
        received.add(request);
        answer.to(request, out, socket);
        out.flush();
      }
    } catch (IOException e) {
      // the proxy, or the test's end, closed the connection
    }
  }

  private static String content(String head, InputStream in) throws IOException {
    Received request = new Received(head, "", 0);
    if (!request.field("Content-Length").isEmpty()) {
      int length = Integer.parseInt(request.field("Content-Length"));
      return new String(in.readNBytes(length), ISO_8859_1);
    }
    if (!request.field("Transfer-Encoding").isEmpty()) {
      StringBuilder raw = new StringBuilder();
      while (!raw.toString().matches("(?s)(.*\r\n)?0\r\n(.*\r\n)?\r\n")) {
        int next = in.read();
        if (next < 0) {
          throw new IOException("chunks cut off");
        }
        raw.append((char) next);
      }
      return raw.toString();
    }
    return "";
  }

  /** Text up to and without {@code end}; null at the end of the stream. */
  private static @Nullable String readUntil(InputStream in, String end) throws IOException {
    StringBuilder text = new StringBuilder();
    while (text.length() < end.length()
        || !text.substring(text.length() - end.length()).equals(end)) {
      int next = in.read();
      if (next < 0) {
        return null;
      }
      text.append((char) next);
    }
    return text.substring(0, text.length() - end.length());
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}

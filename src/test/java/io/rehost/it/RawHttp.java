package io.rehost.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Locale;

/**
 * One HTTP/1.1 connection on a plain socket: it sends exactly the Host it is told, which the JDK's
 * client doesn't, and may be used for several requests.
 */
final class RawHttp implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 10_000;

  private final Socket socket;
  private final DataInputStream input;

  private RawHttp(Socket socket) throws IOException {
    this.socket = socket;
    this.input = new DataInputStream(socket.getInputStream());
  }

  static RawHttp connect(InetSocketAddress address) throws IOException {
    Socket socket = new Socket();
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.connect(address, PATIENCE_MILLIS);
    return new RawHttp(socket);
  }

  /** Sends a GET and reads its response, whose body must be framed by Content-Length. */
  Response get(String path, String host) throws IOException {
    String head = "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
    socket.getOutputStream().write(head.getBytes(ISO_8859_1));
    String responseHead = readHead();
    byte[] body = new byte[contentLength(responseHead)];
    input.readFully(body);
    return new Response(responseHead, body);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private String readHead() throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int matched = 0;
    while (matched < 4) {
      byte read = input.readByte();
      head.write(read);
      boolean expected = read == (matched % 2 == 0 ? '\r' : '\n');
      matched = expected ? matched + 1 : read == '\r' ? 1 : 0;
    }
    return head.toString(ISO_8859_1);
  }

  private static int contentLength(String head) {
    return head.lines()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
        .map(line -> Integer.valueOf(line.substring("content-length:".length()).strip()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no Content-Length in:\n" + head));
  }

  /** A response: its head as text, its body as bytes. */
  static final class Response {
    private final String head;
    private final byte[] body;

    private Response(String head, byte[] body) {
      this.head = head;
      this.body = body;
    }

    int status() {
      return Integer.parseInt(head.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length()));
    }

    String head() {
      return head;
    }

    byte[] body() {
      return body;
    }
  }
}

package io.rehost.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;

/** A client that sends the bytes it is told to. */
final class RawClient implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;
  private boolean isReset;

  RawClient(InetSocketAddress address) throws IOException {
    this(new Socket(address.getAddress(), address.getPort()));
  }

  RawClient(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(10_000);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** One response: head without the empty line, and content as framed by the head. */
  record Response(String head, String content) {
    int status() {
      return Integer.parseInt(head.substring(9, 12));
    }

    String field(String name) {
      for (String line : head.split("\r\n", -1)) {
        if (line.regionMatches(true, 0, name + ": ", 0, name.length() + 2)) {
          return line.substring(name.length() + 2);
        }
      }
      return "";
    }
  }

  RawClient send(String bytes) throws IOException {
    socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
    socket.getOutputStream().flush();
    return this;
  }

  /** Sends, unless the other end has already closed: a refusal may come before all is sent. */
  void sendIfOpen(String bytes) throws IOException {
    if (isReset) {
      return;
    }
    try {
      send(bytes);
    } catch (SocketException closed) {
      isReset = true;
    }
  }

  Socket socket() {
    return socket;
  }

  /** Reads a head, and as much content as it announces. */
  Response read() throws IOException {
    String head = readHead();
    return new Response(head, readContent(head));
  }

  /** As much content as the head announces; trailers in brackets. */
  String readContent(String head) throws IOException {
    Response empty = new Response(head, "");
    String length = empty.field("Content-Length");
    if (!length.isEmpty()) {
      return readExactly(Integer.parseInt(length));
    }
    return empty.field("Transfer-Encoding").isEmpty() ? "" : readChunks();
  }

  String readHead() throws IOException {
    StringBuilder text = new StringBuilder();
    while (text.indexOf("\r\n\r\n") < 0) {
      text.append((char) readByte());
    }
    return text.substring(0, text.length() - 4);
  }

  String readExactly(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("content cut off after " + bytes.length);
    }
    return new String(bytes, ISO_8859_1);
  }

  private String readLine() throws IOException {
    StringBuilder line = new StringBuilder();
    while (line.indexOf("\r\n") < 0) {
      line.append((char) readByte());
    }
    return line.substring(0, line.length() - 2);
  }

  private String readChunks() throws IOException {
    StringBuilder content = new StringBuilder();
    while (true) {
      int size = Integer.parseInt(readLine(), 16);
      if (size == 0) {
        for (String trailer = readLine(); !trailer.isEmpty(); trailer = readLine()) {
          content.append('[').append(trailer).append(']');
        }
        return content.toString();
      }
      content.append(readExactly(size));
      readLine();
    }
  }

  private int readByte() throws IOException {
    int next = in.read();
    if (next < 0) {
      throw new EOFException("connection closed");
    }
    return next;
  }

  /** Everything up to the end of the connection. */
  String readToEnd() throws IOException {
    return new String(in.readAllBytes(), ISO_8859_1);
  }

  /** Everything up to the end of the connection, however it ends. */
  String readToEndOrReset() throws IOException {
    StringBuilder text = new StringBuilder();
    try {
      for (int next = in.read(); next >= 0; next = in.read()) {
        text.append((char) next);
      }
    } catch (SocketException reset) {
      isReset = true;
    }
    return text.toString();
  }

  /** Whether the other end was found to have cut the connection off. */
  boolean isReset() {
    return isReset;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

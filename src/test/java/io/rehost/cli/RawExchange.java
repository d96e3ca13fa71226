package io.rehost.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** One HTTP/1.1 request as text over a socket of its own, and the whole response as text. */
final class RawExchange {
  private static final int PATIENCE_MILLIS = 20_000;

  private RawExchange() {}

  /** GET with a Host that need not be that of the address. */
  static String get(int port, String host, String path) throws IOException {
    try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      String head = "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** The three digits of a response's status. */
  static int status(String response) {
    return Integer.parseInt(response.substring(9, 12));
  }
}

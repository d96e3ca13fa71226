package io.rehost.console;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import io.rehost.cli.FreePort;
import io.rehost.cli.RunningProgram;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A proxy as it is shipped, with its console, rules in a file to edit, and an origin. */
final class ConsoleProgram implements AutoCloseable {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final int PATIENCE_MILLIS = 20_000;

  private final HttpServer origin = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 0);
  private final Path rules;
  private final int consolePort = FreePort.find();
  private final int managementPort = FreePort.find();
  private RunningProgram program;
  private int port;

  ConsoleProgram(Path directory) throws IOException, InterruptedException {
    rules = directory.resolve("rules.yaml");
    origin.createContext(
        "/",
        exchange -> {
          int status = exchange.getRequestURI().getPath().startsWith("/broken") ? 503 : 200;
          byte[] body = "hello\n".getBytes(UTF_8);
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    origin.start();
    edit("go.advent.2019.co.jp");
    program = run();
    port = awaitStart();
  }

  private RunningProgram run() throws IOException {
    return RunningProgram.start(
        Map.of(
            "REHOST_LISTEN",
            "127.0.0.1:0",
            "REHOST_MANAGEMENT",
            "127.0.0.1:" + managementPort,
            "REHOST_CONSOLE",
            "127.0.0.1:" + consolePort,
            "REHOST_LOOP_ID",
            "rehost-demo",
            "REHOST_RULES_FILE",
            rules.toString()),
        "proxy");
  }

  private int awaitStart() throws InterruptedException {
    program.awaitLine("rules in force");
    String listening = program.awaitLine("listening address=127.0.0.1:([0-9]+)").group(1);
    return Integer.parseInt(listening);
  }

  /** Has the proxy gone. */
  void stop() throws InterruptedException {
    program.terminate();
    program.exitCode();
  }

  /** Lets it come back. */
  void restart() throws IOException, InterruptedException {
    program = run();
    port = awaitStart();
  }

  String url() {
    return "http://127.0.0.1:" + consolePort + "/";
  }

  int originPort() {
    return origin.getAddress().getPort();
  }

  /** Writes the rules so that b1.example.com is sent as {@code host}. */
  void edit(String host) throws IOException {
    write(
        """
        upstream: http://127.0.0.1:%d
        rules:
        - name: service-b1
          match: {hosts: [b1.example.com]}
          host: "%s"
        - name: images
          match: {hosts: [c.example.com], paths: [{prefix: /img}]}
          host: shop.example.org
        - name: wildcard-d
          match: {hosts: ["*.d.example.com"]}
          host: api.example.org
        """
            .formatted(originPort(), host));
  }

  void write(String document) throws IOException {
    Files.writeString(rules, document);
  }

  /** Asks for a path; waits for the response. */
  void get(String host, String path, String... fields) throws IOException {
    StringBuilder head = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n");
    for (String field : fields) {
      head.append(field).append("\r\n");
    }
    try (Socket socket = new Socket(LOOPBACK, port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket
          .getOutputStream()
          .write(head.append("Connection: close\r\n\r\n").toString().getBytes(ISO_8859_1));
      socket.getInputStream().readAllBytes();
    }
  }

  @Override
  public void close() {
    program.close();
    origin.stop(0);
  }
}

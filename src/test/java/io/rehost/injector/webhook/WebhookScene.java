package io.rehost.injector.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.rehost.certificates.TestAuthority;
import io.rehost.injector.webhook.AdmissionReview.Judge;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** A webhook server on a free port of this machine, and clients that believe its certificate. */
final class WebhookScene implements AutoCloseable {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  final TestAuthority authority = new TestAuthority();
  final WebhookServer server;

  /** What the listener was told, in order: {@code inject ALLOWED}. */
  final List<String> heard = new CopyOnWriteArrayList<>();

  private final Vertx vertx = Vertx.vertx();
  private final Path directory;

  WebhookScene(Path directory, Judge pods, WebhookLimits limits) {
    this.directory = directory;
    server =
        new WebhookServer(
            vertx,
            new InetSocketAddress(LOOPBACK, 0),
            Map.of(WebhookServer.INJECT, pods, WebhookServer.VALIDATE, new RulesAdmission()),
            (webhook, result, took) -> heard.add(webhook + " " + result),
            limits);
  }

  /** One that listens. */
  static WebhookScene serving(Path directory, Judge pods, WebhookLimits limits) throws IOException {
    WebhookScene scene = new WebhookScene(directory, pods, limits);
    scene.serve(scene.authority);
    return scene;
  }

  void serve(TestAuthority issuer) throws IOException {
    TestAuthority.Issued pair = issuer.issue("127.0.0.1");
    server.serve(
        Files.readString(pair.certificateFile(directory.resolve("tls.crt"))),
        Files.readString(pair.keyFile(directory.resolve("tls.key"))));
  }

  HttpClient client(Version version) throws IOException, GeneralSecurityException {
    return client(version, authority);
  }

  static HttpClient client(Version version, TestAuthority trusted)
      throws IOException, GeneralSecurityException {
    return HttpClient.newBuilder().version(version).sslContext(trusted.clientContext()).build();
  }

  HttpRequest.Builder request(String path) {
    int port = Objects.requireNonNull(server.address()).getPort();
    return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + path))
        .timeout(PATIENCE)
        .header("Content-Type", "application/json");
  }

  HttpRequest post(String path, String body) {
    return request(path).POST(BodyPublishers.ofString(body)).build();
  }

  /** Sends it on a connection of its own. */
  HttpResponse<String> send(Version version, HttpRequest request) throws Exception {
    try (HttpClient client = client(version)) {
      return client.send(request, BodyHandlers.ofString());
    }
  }

  /** A connection that has done its handshake, and on which this was sent. */
  SSLSocket connection(String bytes) throws IOException, GeneralSecurityException {
    SSLSocket socket = connectionOf("http/1.1");
    socket.getOutputStream().write(bytes.getBytes(UTF_8));
    socket.getOutputStream().flush();
    return socket;
  }

  /** A connection that has agreed on this protocol. */
  SSLSocket connectionOf(String protocol) throws IOException, GeneralSecurityException {
    int port = Objects.requireNonNull(server.address()).getPort();
    SSLSocket socket =
        (SSLSocket) authority.clientContext().getSocketFactory().createSocket(LOOPBACK, port);
    socket.setSoTimeout((int) PATIENCE.toMillis());
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {protocol});
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  /** The version that a client gets that offers no other. */
  String handshake(String version) throws IOException, GeneralSecurityException {
    int port = Objects.requireNonNull(server.address()).getPort();
    try (SSLSocket socket =
        (SSLSocket) authority.clientContext().getSocketFactory().createSocket(LOOPBACK, port)) {
      socket.setEnabledProtocols(new String[] {version});
      socket.startHandshake();
      return socket.getSession().getProtocol();
    }
  }

  @Override
  public void close() {
    server.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}

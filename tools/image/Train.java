import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * {@code java Train.java JAVA DIRECTORY}: trains the AOT cache of the application in the directory
 * ({@code rehost.aot}) by having it do what a sidecar does: rules from a file, then from a
 * ConfigMap, and an edit of them, HTTP/1.1 and HTTP/2 over TLS, contents in both directions, probes,
 * metrics, SIGTERM. The API server and the origin are played here. Fails if a request fails or no
 * cache comes of it.
 */
final class Train {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final int REQUESTS = 4_000;
  private static final char[] PASSWORD = "training".toCharArray();

  private final Path java;
  private final Path directory;
  private final Path workspace;
  private final CountDownLatch edit = new CountDownLatch(1);
  private final CountDownLatch end = new CountDownLatch(1);

  private Train(Path java, Path directory, Path workspace) {
    this.java = java;
    this.directory = directory;
    this.workspace = workspace;
  }

  public static void main(String[] arguments) throws Exception {
    Path workspace = Files.createTempDirectory("training");
    try {
      new Train(Path.of(arguments[0]), Path.of(arguments[1]), workspace).run();
    } catch (Exception e) {
      e.printStackTrace();
      System.exit(1); // the servers' threads would go on
    }
    System.exit(0);
  }

  private void run() throws Exception {
    HttpServer origin = serve(this::answerAsOrigin);
    HttpServer api = serve(this::answerAsApiServer);
    Certificate certificate = certificate();
    Files.writeString(workspace.resolve("rules.yaml"), rules("www.first.example"));
    int plain = freePort();
    int tls = freePort();
    int management = freePort();
    Process program = start(origin, api, plain, tls, management);
    try {
      await(plain, "www.before.example", program);
      requests(plain, tls, certificate);
      edit.countDown();
      await(plain, "www.after.example", program);
      for (String path : List.of("/health/started", "/health/ready", "/health/live", "/metrics")) {
        get("http://127.0.0.1:" + management + path, HttpClient.newHttpClient());
      }
    } finally {
      program.toHandle().destroy();
    }
    if (!program.waitFor(5, TimeUnit.MINUTES) || program.exitValue() != 0) {
      throw new IllegalStateException("the program under training did not end well: " + program);
    }
    end.countDown();
    Path cache = directory.resolve("rehost.aot");
    if (!Files.isRegularFile(cache)) {
      throw new IllegalStateException(cache + ": missing (expected: written by the JVM at its end)");
    }
    System.out.printf("%s: %d MiB%n", cache, Files.size(cache) >> 20);
  }

  private Process start(HttpServer origin, HttpServer api, int plain, int tls, int management)
      throws IOException {
    List<String> command =
        List.of(
            java.toString(), // with the options of the image inside
            "-XX:AOTCacheOutput=" + directory.resolve("rehost.aot"),
            "-jar",
            directory.resolve("quarkus-run.jar").toString(),
            "proxy");
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder
        .environment()
        .putAll(
            Map.ofEntries(
                Map.entry("REHOST_LISTEN", "127.0.0.1:" + plain),
                Map.entry("REHOST_LISTEN_TLS", "127.0.0.1:" + tls),
                Map.entry("REHOST_TLS_CERTIFICATE", workspace.resolve("tls.crt").toString()),
                Map.entry("REHOST_TLS_KEY", workspace.resolve("tls.key").toString()),
                Map.entry("REHOST_MANAGEMENT", "127.0.0.1:" + management),
                Map.entry("REHOST_CONSOLE", "off"),
                Map.entry("REHOST_UPSTREAM", "http://127.0.0.1:" + origin.getAddress().getPort()),
                Map.entry("REHOST_RULES_FILE", workspace.resolve("rules.yaml").toString()),
                Map.entry("REHOST_RULES_CONFIGMAPS", "site"),
                Map.entry("REHOST_NAMESPACE", "default"),
                Map.entry(
                    "QUARKUS_KUBERNETES_CLIENT_API_SERVER_URL",
                    "http://127.0.0.1:" + api.getAddress().getPort())));
    return builder.start();
  }

  private void requests(int plain, int tls, Certificate certificate) throws Exception {
    raw(plain, REQUESTS);
    try (HttpClient http2 =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_2)
            .sslContext(trusting(certificate))
            .build()) {
      String url = "https://127.0.0.1:" + tls + "/";
      for (int i = 0; i < REQUESTS / 4; i++) {
        get(url + "small", http2);
      }
      for (int i = 0; i < 20; i++) {
        get(url + "large", http2);
        HttpRequest upload =
            HttpRequest.newBuilder(URI.create(url + "upload"))
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[1 << 18]))
                .build();
        check(http2.send(upload, HttpResponse.BodyHandlers.discarding()).statusCode());
      }
    }
  }

  /** HTTP/1.1 on one connection, with the fields that browsers send. */
  private static void raw(int port, int count) throws IOException {
    byte[] request =
        """
        GET /small HTTP/1.1\r
        Host: shop.example\r
        User-Agent: Mozilla/5.0 (X11; Linux x86_64)\r
        Accept: text/html,application/xhtml+xml\r
        Accept-Language: en\r
        Accept-Encoding: gzip, deflate, br\r
        Cookie: session=0123456789abcdef\r
        \r
        """
            .getBytes(StandardCharsets.US_ASCII);
    try (Socket socket = new Socket(LOOPBACK, port)) {
      socket.setSoTimeout(60_000);
      byte[] buffer = new byte[1 << 16];
      for (int i = 0; i < count; i++) {
        socket.getOutputStream().write(request);
        StringBuilder answer = new StringBuilder();
        while (answer.indexOf("\r\n\r\nok") < 0) {
          int read = socket.getInputStream().read(buffer);
          if (read < 0) {
            throw new IOException("closed after " + answer);
          }
          answer.append(new String(buffer, 0, read, StandardCharsets.US_ASCII));
        }
        check(Integer.parseInt(answer.substring(9, 12)));
      }
    }
  }

  private static void get(String url, HttpClient client) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofMinutes(1)).build();
    check(client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode());
  }

  private static void check(int status) {
    if (status != 200) {
      throw new IllegalStateException("status " + status + " (expected: 200)");
    }
  }

  /** Until the origin has seen this Host. */
  private static void await(int port, String host, Process program) throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/host"))
            .timeout(Duration.ofMinutes(1))
            .build();
    long limit = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
    while (System.nanoTime() < limit && program.isAlive()) {
      try {
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() == 200 && response.body().equals(host)) {
          return;
        }
      } catch (IOException notYet) {
        // does not listen yet
      }
      Thread.sleep(50);
    }
    throw new IllegalStateException("the origin has not seen Host " + host);
  }

  private static HttpServer serve(com.sun.net.httpserver.HttpHandler handler) throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 64);
    server.setExecutor(Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory()));
    server.createContext("/", handler);
    server.start();
    return server;
  }

  private void answerAsOrigin(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    byte[] body =
        switch (exchange.getRequestURI().getPath()) {
          case "/host" ->
              exchange.getRequestHeaders().getFirst("Host").getBytes(StandardCharsets.US_ASCII);
          case "/large" -> new byte[1 << 20];
          default -> "ok".getBytes(StandardCharsets.US_ASCII);
        };
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private void answerAsApiServer(HttpExchange exchange) throws IOException {
    String query = String.valueOf(exchange.getRequestURI().getQuery());
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    if (query.contains("watch=true")) {
      try (exchange) {
        exchange.sendResponseHeaders(200, 0); // no event ever: lists are what shows the edit
        end.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return;
    }
    byte[] list =
        """
        {"kind":"ConfigMapList","apiVersion":"v1","metadata":{"resourceVersion":"1"},"items":[%s]}"""
            .formatted(configMap())
            .getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, list.length);
    exchange.getResponseBody().write(list);
    exchange.close();
  }

  private String configMap() {
    boolean edited = edit.getCount() == 0;
    return """
        {"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"site","namespace":"default",\
        "resourceVersion":"%s","labels":{"rehost.io/rules":"true"}},"data":{"rules.yaml":"%s"}}"""
        .formatted(edited ? "2" : "1", rules(edited ? "www.after.example" : "www.before.example"));
  }

  private static String rules(String host) {
    return "rules: [{name: img, match: {paths: [{prefix: /img}]}}, {name: all, host: %s}]"
        .formatted(host);
  }

  /** A self-signed pair, as PEM files in the workspace. */
  private Certificate certificate() throws Exception {
    Path store = workspace.resolve("keys.p12");
    int exit =
        new ProcessBuilder(
                "keytool -genkeypair -alias tls -keyalg EC -groupname secp256r1 -dname CN=training -ext san=ip:127.0.0.1"
                        .concat(" -validity 2 -storetype PKCS12 -storepass training -keystore ")
                        .concat(store.toString())
                        .split(" "))
            .inheritIO()
            .start()
            .waitFor();
    if (exit != 0) {
      throw new IOException("keytool exited with " + exit);
    }
    KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD);
    pem("tls.crt", "CERTIFICATE", keys.getCertificate("tls").getEncoded());
    pem("tls.key", "PRIVATE KEY", keys.getKey("tls", PASSWORD).getEncoded());
    return keys.getCertificate("tls");
  }

  private void pem(String file, String label, byte[] content) throws IOException {
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    Files.writeString(
        workspace.resolve(file),
        "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, lines, label));
  }

  private static SSLContext trusting(Certificate certificate) throws Exception {
    KeyStore anchors = KeyStore.getInstance("PKCS12");
    anchors.load(null, null);
    anchors.setCertificateEntry("tls", certificate);
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(anchors);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, LOOPBACK)) {
      return socket.getLocalPort();
    }
  }
}

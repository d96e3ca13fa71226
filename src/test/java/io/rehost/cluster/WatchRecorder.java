package io.rehost.cluster;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Stands in plain HTTP before an API server and counts what a watch is told when its history is
 * gone: a Status with code 410, as an event of the watch or as its answer. Frames of a server are
 * not masked (RFC 6455 section 5.1), so the text is on the wire as it is.
 */
final class WatchRecorder implements AutoCloseable {
  private static final String GONE = "\"code\":410";

  private final ServerSocket listener;
  private final SSLContext tls;
  private final int apiServer;
  private final AtomicInteger gone = new AtomicInteger();
  private volatile boolean shut;

  WatchRecorder(KubeApiServer server) throws IOException, GeneralSecurityException {
    tls = trusting(server.access().authority());
    apiServer = server.port();
    listener = new ServerSocket(0, 64, InetAddress.ofLiteral("127.0.0.1"));
    Thread.ofVirtual().start(this::accept);
  }

  /** For {@code KUBERNETES_MASTER}. */
  String url() {
    return "http://127.0.0.1:" + listener.getLocalPort();
  }

  /** How often it was 410. */
  int gone() {
    return gone.get();
  }

  /**
   * Ends new connections at once. An API server that has just started answers 403 or 429 for a
   * moment, and a watch that is told so lists anew: it never learns that its history is gone.
   */
  void shut() {
    shut = true;
  }

  /** After {@link #shut()}: relays again. */
  void open() {
    shut = false;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        if (shut) {
          client.close();
        } else {
          Thread.ofPlatform().daemon().start(() -> relay(client));
        }
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void relay(Socket client) {
    try (client;
        Socket server = tls.getSocketFactory().createSocket()) {
      server.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), apiServer));
      Thread.ofPlatform().daemon().start(() -> send(client, server));
      receive(server, client);
    } catch (IOException down) {
      // the client sees its connection closed, as it is
    }
  }

  private static void send(Socket client, Socket server) {
    try {
      client.getInputStream().transferTo(server.getOutputStream());
      server.close();
    } catch (IOException over) {
      // the other direction ends, too
    }
  }

  private void receive(Socket server, Socket client) throws IOException {
    InputStream in = server.getInputStream();
    OutputStream out = client.getOutputStream();
    byte[] buffer = new byte[16_384];
    String tail = "";
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      String text = tail + new String(buffer, 0, read, ISO_8859_1);
      gone.addAndGet(text.split(GONE, -1).length - 1);
      tail = text.substring(Math.max(0, text.length() - GONE.length() + 1));
      out.write(buffer, 0, read);
    }
  }

  private static SSLContext trusting(@Nullable Path authority)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    if (authority != null) {
      try (InputStream pem = Files.newInputStream(authority)) {
        int i = 0;
        for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
          store.setCertificateEntry("ca" + i++, certificate);
        }
      }
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}

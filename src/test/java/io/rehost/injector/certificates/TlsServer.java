package io.rehost.injector.certificates;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A replica's webhook port: shakes hands with the pair it was given last. */
final class TlsServer implements ServingPairListener, AutoCloseable {
  private static final char[] NO_PASSWORD = {};

  private final ServerSocket listener;
  private final Thread acceptor;
  private final AtomicInteger given = new AtomicInteger();
  private volatile @Nullable SSLContext context;

  /**
   * @param port 0 for any
   */
  TlsServer(String address, int port) {
    try {
      listener = new ServerSocket();
      listener.setReuseAddress(true);
      listener.bind(new InetSocketAddress(address, port));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    acceptor = Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  boolean serving() {
    return context != null && !listener.isClosed();
  }

  /** How many pairs it was given. */
  int given() {
    return given.get();
  }

  @Override
  public void serve(String certificatePem, String keyPem) {
    try {
      KeyStore own = KeyStore.getInstance("PKCS12");
      own.load(null, null);
      X509Certificate[] chain = Pem.certificates(certificatePem).toArray(X509Certificate[]::new);
      own.setKeyEntry("own", Pem.key(keyPem), NO_PASSWORD, chain);
      KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
      keys.init(own, NO_PASSWORD);
      SSLContext made = SSLContext.getInstance("TLS");
      made.init(keys.getKeyManagers(), null, null);
      context = made;
      given.incrementAndGet();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        Thread.ofVirtual().start(() -> handshake(socket));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void handshake(Socket socket) {
    SSLContext current = context;
    try (socket) {
      if (current != null) {
        try (SSLSocket secure =
            (SSLSocket) current.getSocketFactory().createSocket(socket, null, true)) {
          secure.setUseClientMode(false);
          secure.startHandshake();
          secure.getInputStream().read();
        }
      }
    } catch (IOException e) {
      // The client gave up or refused: it tells the test.
      return;
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
      acceptor.join(); // the port is free again
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}

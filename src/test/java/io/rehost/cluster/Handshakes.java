package io.rehost.cluster;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * Connects anew to every replica, again and again, trusting the caBundle as it is then and nothing
 * else: what an API server does that has no connection yet.
 */
final class Handshakes implements AutoCloseable {
  private static final long PERIOD_MILLIS = 100;
  private static final int TIMEOUT_MILLIS = 5000;

  private final ReplicaScene scene;
  private final String name;
  private final List<String> failed = new ArrayList<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
  private int done;

  Handshakes(ReplicaScene scene) {
    this.scene = scene;
    this.name = scene.chart().webhook() + "." + scene.chart().namespace() + ".svc";
    var unused =
        thread.scheduleWithFixedDelay(this::round, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void round() {
    for (Replica replica : scene.replicas()) {
      try {
        X509Certificate unused = leaf(replica);
        succeeded();
      } catch (IOException | GeneralSecurityException | RuntimeException e) {
        synchronized (this) {
          failed.add(replica.name() + ": " + e);
        }
      }
    }
  }

  private synchronized void succeeded() {
    done++;
  }

  /** What a replica shows whom the caBundle convinces. */
  X509Certificate leaf(Replica replica) throws IOException, GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store(bundle()));
    context.init(null, trust.getTrustManagers(), null);
    try (Socket plain = new Socket()) {
      plain.connect(replica.webhook(), TIMEOUT_MILLIS);
      plain.setSoTimeout(TIMEOUT_MILLIS);
      try (SSLSocket socket =
          (SSLSocket) context.getSocketFactory().createSocket(plain, name, 443, true)) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return (X509Certificate) socket.getSession().getPeerCertificates()[0];
      }
    }
  }

  /** The CAs that API servers trust now. */
  List<Certificate> bundle() throws GeneralSecurityException {
    String encoded =
        scene
            .admin()
            .admissionRegistration()
            .v1()
            .mutatingWebhookConfigurations()
            .withName("rehost")
            .get()
            .getWebhooks()
            .getFirst()
            .getClientConfig()
            .getCaBundle();
    Collection<? extends Certificate> certificates =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(Base64.getDecoder().decode(encoded)));
    return List.copyOf(certificates);
  }

  private static KeyStore store(List<Certificate> authorities)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    for (int i = 0; i < authorities.size(); i++) {
      store.setCertificateEntry("ca" + i, authorities.get(i));
    }
    return store;
  }

  synchronized int done() {
    return done;
  }

  synchronized List<String> failed() {
    return List.copyOf(failed);
  }

  /** Ends after the round under way. */
  void stop() {
    thread.close();
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}

package io.rehost.cli;

import io.rehost.wire.FromFiles;
import io.rehost.wire.PemFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A certificate and its key in files, handed over at first and whenever they have changed: within
 * about a second, as a pair that belongs together. While they are wrong, as when only one of them
 * has been replaced, the last good pair stays. One daemon thread, on which all is handed over.
 */
final class ServingFiles implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(ServingFiles.class);
  private static final Base64.Encoder LINES =
      Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

  private final FromFiles<PemFiles.Pair> files;
  private final Taker taker;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("rehost-certificate").factory());
  private volatile PemFiles.@Nullable Pair taken;
  private @Nullable String failure;

  /** Takes a pair, both in PEM; what it throws is logged, and it gets the pair again. */
  @FunctionalInterface
  interface Taker {
    void take(String certificatePem, String keyPem) throws IOException;
  }

  ServingFiles(Path certificate, Path key, Taker taker) {
    this.files = new FromFiles<>(List.of(certificate, key), () -> PemFiles.pair(certificate, key));
    this.taker = taker;
  }

  /** Begins to read; returns at once. */
  void start() {
    var unused = thread.scheduleWithFixedDelay(this::look, 0, 1, TimeUnit.SECONDS);
  }

  /** When the certificate that was taken ends to be valid; null while none is. */
  @Nullable Instant expires() {
    PemFiles.Pair pair = taken;
    return pair == null ? null : pair.chain().getFirst().getNotAfter().toInstant();
  }

  private void look() {
    String why = null;
    try {
      PemFiles.Pair pair = files.refreshed();
      if (!pair.equals(taken)) {
        taker.take(pem(pair.chain()), pem("PRIVATE KEY", pair.key().getEncoded()));
        taken = pair;
        X509Certificate shown = pair.chain().getFirst();
        LOG.infof(
            "certificate serial=%s expires=%s",
            shown.getSerialNumber().toString(16), shown.getNotAfter().toInstant());
      }
    } catch (IOException | CertificateEncodingException | RuntimeException | Error e) {
      // an error would end the looking for ever, unheard
      why = Objects.requireNonNullElse(e.getMessage(), e.toString());
      if (!why.equals(failure)) {
        LOG.errorf("certificate not taken reason=\"%s\"", why);
      }
    }
    failure = why;
  }

  private static String pem(List<X509Certificate> chain) throws CertificateEncodingException {
    StringBuilder text = new StringBuilder();
    for (X509Certificate certificate : chain) {
      text.append(pem("CERTIFICATE", certificate.getEncoded()));
    }
    return text.toString();
  }

  private static String pem(String label, byte[] content) {
    String lines = LINES.encodeToString(content);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, lines, label);
  }

  /** Reads no more. */
  @Override
  public void close() {
    thread.shutdownNow();
  }
}

package io.rehost.injector.certificates;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.rehost.injector.election.Duty;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the caBundle of every webhook, in the MutatingWebhookConfiguration and the
 * ValidatingWebhookConfiguration of one name, equal to a file (REHOST_WEBHOOK_CA). Nothing else of
 * them is touched, and nothing is written that is there already. A file that is missing or holds
 * something else than certificates leaves them as they are, and is said once.
 *
 * <p>RBAC: mutatingwebhookconfigurations and validatingwebhookconfigurations get, watch, patch with
 * {@code resourceNames: [NAME]}.
 *
 * <p>One daemon thread; every method may be called from any.
 */
public final class CaBundle implements Duty, AutoCloseable {
  private static final Logger LOG = Logger.getLogger(CaBundle.class);

  /** How often others may get in between before it waits for the next round. */
  private static final int ATTEMPTS = 5;

  private final Configurations webhooks;
  private final Path file;
  private final Rounds rounds;
  private final List<NameWatch<?>> watches;
  private final Notices notices = new Notices();
  private volatile @Nullable Fence term;

  /**
   * @param client stays the caller's
   * @param configuration name of both webhook configurations
   * @param file CAs in PEM; read again in every round, about every 10 seconds
   */
  public CaBundle(KubernetesClient client, String configuration, Path file) {
    this(client, configuration, file, CertificateTiming.DEFAULT);
  }

  CaBundle(KubernetesClient client, String configuration, Path file, CertificateTiming timing) {
    this.webhooks = new Configurations(timing.patient(client), configuration);
    this.file = file;
    this.rounds = new Rounds("rehost-ca-bundle", timing.round(), this::round);
    this.watches =
        List.of(
            new NameWatch<>(webhooks.mutating(), rounds::wake),
            new NameWatch<>(webhooks.validating(), rounds::wake));
    rounds.start();
  }

  @Override
  public void lead() {
    term = new Fence();
    rounds.wake();
  }

  @Override
  public void follow() {
    Fence ended = term;
    term = null;
    if (ended != null) {
      ended.shut();
    }
  }

  /** Nothing is written once this returns. */
  @Override
  public void close() {
    rounds.close();
    follow();
    watches.forEach(NameWatch::close);
  }

  private void round() {
    Fence now = term;
    if (now == null) {
      watches.forEach(NameWatch::end);
      return;
    }
    String bundle = bundle();
    int attempts = 0;
    while (now.open() && establish(bundle, now) == Trust.OUTDATED && attempts < ATTEMPTS) {
      attempts++;
    }
    watches.forEach(NameWatch::ensureOpen);
  }

  private Trust establish(String bundle, Fence fence) {
    List<Configuration> read = webhooks.read();
    notices.configurations(read);
    Trust trust =
        Trust.establish(
            read, bundle, (seen, text) -> fence.through(() -> webhooks.trust(seen, text)));
    if (trust == Trust.WRITTEN) {
      LOG.infof("caBundle written file=%s", file);
    }
    return trust;
  }

  private String bundle() {
    try {
      String text = Files.readString(file);
      if (Pem.certificates(text).isEmpty()) {
        throw new IllegalStateException(file + ": \"\" (expected: CAs in PEM)");
      }
      return text;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (CertificateException e) {
      throw new IllegalStateException(file + ": \"unreadable\" (expected: CAs in PEM)", e);
    }
  }
}

package io.rehost.injector.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhookRenewalIT {
  private static final int RENEWALS = 10;

  @Test
  @DisplayName("rotation without a rejected pod: also for an API server that connects just then")
  void noHandshakeFailsWhileTheCertificateIsReplaced(@TempDir Path directory) throws Exception {
    List<Exception> failed = new CopyOnWriteArrayList<>();
    AtomicInteger done = new AtomicInteger();
    try (WebhookScene scene =
            WebhookScene.serving(directory, TestReview.pods(), WebhookLimits.DEFAULT);
        ExecutorService client = Executors.newSingleThreadExecutor()) {
      client.execute(
          () -> {
            while (!client.isShutdown()) {
              try {
                assertThat(scene.handshake("TLSv1.3")).isEqualTo("TLSv1.3");
                done.incrementAndGet();
              } catch (Exception e) {
                failed.add(e);
              }
            }
          });
      for (int i = 0; i < RENEWALS; i++) {
        int before = done.get() + failed.size();
        scene.serve(scene.authority);
        await().until(() -> done.get() + failed.size() > before);
      }
      client.shutdown();
    }
    assertThat(failed).isEmpty();
    assertThat(done.get()).isGreaterThanOrEqualTo(RENEWALS);
  }
}

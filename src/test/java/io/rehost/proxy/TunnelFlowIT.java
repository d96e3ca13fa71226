package io.rehost.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.proxy.TunnelScene.Ended;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contract 4 point 5, "with back-pressure, never collected", for tunnels. */
class TunnelFlowIT {
  private static final long BYTES = 64L << 20;

  /** What the kernel may hold of both connections, and the proxy's share of less than 1 MiB. */
  private static final long ON_THE_WAY = 40L << 20;

  private final Path dir;

  TunnelFlowIT(@TempDir Path dir) {
    this.dir = dir;
  }

  @Test
  @DisplayName(
      "A client that sends to an origin that does not read is held up, and nothing is lost")
  void theClientIsHeldUpByTheOrigin() throws Exception {
    try (TunnelScene scene = new TunnelScene();
        RawClient server = scene.open()) {
      assertHeldUp(scene.client, server);
      server.socket().shutdownOutput();
      assertThat(scene.client.readToEnd()).isEmpty();
      assertThat(scene.ended()).isEqualTo(new Ended(101, null, BYTES, 0));
    }
  }

  @Test
  @DisplayName(
      "An origin that sends to a client that does not read is held up, and nothing is lost")
  void theOriginIsHeldUpByTheClient() throws Exception {
    try (TunnelScene scene = new TunnelScene();
        RawClient server = scene.open()) {
      assertHeldUp(server, scene.client);
      scene.client.socket().shutdownOutput();
      assertThat(server.readToEnd()).isEmpty();
      assertThat(scene.ended()).isEqualTo(new Ended(101, null, 0, BYTES));
    }
  }

  @Test
  @DisplayName("What a client sends before the answer waits, most of it on the client's side")
  void aClientThatDoesNotWaitForThe101IsHeldUp() throws Exception {
    try (TunnelScene scene = new TunnelScene()) {
      scene.client.send(TunnelScene.ASK);
      try (RawClient server = scene.accept()) {
        server.readHead();
        AtomicLong sent = new AtomicLong();
        CompletableFuture<Long> checksum = send(scene.client, sent);
        awaitStill(sent);
        assertThat(sent.get()).isLessThan(ON_THE_WAY);

        server.send(TunnelScene.GRANT);
        assertThat(received(server.socket().getInputStream())).isEqualTo(checksum.get());
      }
    }
  }

  @Test
  void eitherIsHeldUpOverTlsToo() throws Exception {
    try (TunnelScene scene = new TunnelScene(new TunnelTls("TLSv1.3", dir));
        RawClient server = scene.open()) {
      assertHeldUp(server, scene.client);
      assertHeldUp(scene.client, server);
      assertThat(scene.ended()).isEqualTo(new Ended(101, null, BYTES, BYTES));
    }
  }

  @Test
  void whatIsLeftArrivesAfterBothHaveEndedTheirSides() throws Exception {
    try (TunnelScene scene = new TunnelScene(new TunnelTls("TLSv1.3", dir));
        RawClient server = scene.open()) {
      AtomicLong sent = new AtomicLong();
      scene.client.socket().shutdownOutput();
      assertThat(server.readToEnd()).isEmpty();
      CompletableFuture<Long> checksum = send(server, sent);
      awaitStill(sent);

      assertThat(received(scene.client.socket().getInputStream())).isEqualTo(checksum.get());
      assertThat(scene.ended()).isEqualTo(new Ended(101, null, 0, BYTES));
    }
  }

  /** Sends all in the one direction, of which nothing is read before the sender stands still. */
  private static void assertHeldUp(RawClient sender, RawClient reader) throws Exception {
    AtomicLong sent = new AtomicLong();
    CompletableFuture<Long> checksum = send(sender, sent);
    awaitStill(sent);
    assertThat(sent.get()).isLessThan(ON_THE_WAY);

    assertThat(received(reader.socket().getInputStream())).isEqualTo(checksum.get());
  }

  private static void awaitStill(AtomicLong sent) {
    AtomicLong before = new AtomicLong();
    Awaitility.await()
        .pollInterval(Duration.ofMillis(300))
        .atMost(60, TimeUnit.SECONDS)
        .until(() -> before.getAndSet(sent.get()) == sent.get() && sent.get() > 0);
  }

  /** Sends noise, and then ends the direction; gives its checksum. */
  private static CompletableFuture<Long> send(RawClient end, AtomicLong sent) {
    CompletableFuture<Long> checksum = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                checksum.complete(noise(end.socket().getOutputStream(), sent));
                end.socket().shutdownOutput();
              } catch (IOException e) {
                checksum.completeExceptionally(e);
              }
            });
    return checksum;
  }

  private static long noise(OutputStream out, AtomicLong sent) throws IOException {
    CRC32 checksum = new CRC32();
    byte[] piece = new byte[64 << 10];
    new Random(1).nextBytes(piece);
    while (sent.get() < BYTES) {
      out.write(piece);
      checksum.update(piece);
      sent.addAndGet(piece.length);
      piece[0]++;
    }
    return checksum.getValue();
  }

  private static long received(InputStream in) throws IOException {
    CRC32 checksum = new CRC32();
    byte[] piece = new byte[64 << 10];
    for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
      checksum.update(piece, 0, read);
    }
    return checksum.getValue();
  }
}

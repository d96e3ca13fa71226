package io.rehost.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rehost.proxy.TunnelScene.Ended;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract 5, "never a cut body that looks whole", and contract 2, time limits, for tunnels. */
class TunnelFailureIT {
  @Test
  void theOriginIsResetWhenTheClientResets() throws Exception {
    try (TunnelScene scene = new TunnelScene();
        RawClient server = scene.open()) {
      scene.client.send("half");
      assertThat(server.readExactly(4)).isEqualTo("half");
      reset(scene.client);

      assertThatThrownBy(server::readToEnd).isInstanceOf(SocketException.class);
      assertThat(scene.ended()).isEqualTo(new Ended(101, null, 4, 0));
    }
  }

  @Test
  void theClientIsResetWhenTheOriginResets() throws Exception {
    try (TunnelScene scene = new TunnelScene();
        RawClient server = scene.open()) {
      server.send("half");
      assertThat(scene.client.readExactly(4)).isEqualTo("half");
      reset(server);

      assertThatThrownBy(scene.client::readToEnd).isInstanceOf(SocketException.class);
      assertThat(scene.ended()).isEqualTo(new Ended(101, ProxyError.CONNECTION_TERMINATED, 0, 4));
    }
  }

  @Test
  void theOriginIsResetWhenTheClientResetsAfterItHasEndedItsSide() throws Exception {
    try (TunnelScene scene = new TunnelScene();
        RawClient server = scene.open()) {
      scene.client.socket().shutdownOutput();
      assertThat(server.readToEnd()).isEmpty();
      reset(scene.client);

      assertThatThrownBy(() -> writeWithoutEnd(server)).isInstanceOf(SocketException.class);
    }
  }

  @Test
  void theClientIsResetWhenTheOriginResetsAfterItHasEndedItsSide() throws Exception {
    try (TunnelScene scene = new TunnelScene();
        RawClient server = scene.open()) {
      server.socket().shutdownOutput();
      assertThat(scene.client.readToEnd()).isEmpty();
      reset(server);

      assertThatThrownBy(() -> writeWithoutEnd(scene.client)).isInstanceOf(SocketException.class);
    }
  }

  @Test
  @DisplayName("no byte either way within an exchange or tunnel: REHOST_TIMEOUT_IDLE")
  void aTunnelInWhichNothingMovesIsResetOnBothSides() throws Exception {
    try (TunnelScene scene = new TunnelScene(idle(Duration.ofMillis(300)));
        RawClient server = scene.open()) {
      assertThatThrownBy(scene.client::readToEnd).isInstanceOf(SocketException.class);
      assertThatThrownBy(server::readToEnd).isInstanceOf(SocketException.class);
      assertThat(scene.ended()).isEqualTo(new Ended(101, ProxyError.TUNNEL_IDLE, 0, 0));
    }
  }

  @Test
  void bytesOfEitherSideKeepATunnelOpen() throws Exception {
    Duration idle = Duration.ofSeconds(2);
    try (TunnelScene scene = new TunnelScene(idle(idle));
        RawClient server = scene.open()) {
      long start = System.nanoTime();
      while (System.nanoTime() - start < idle.multipliedBy(2).toNanos()) {
        server.send("x");
        assertThat(scene.client.readExactly(1)).isEqualTo("x");
      }
      assertThat(scene.goesOn()).isTrue();
    }
  }

  @Test
  void theResponseTimeoutIsOverWithThe101() throws Exception {
    try (TunnelScene scene = new TunnelScene(ChangedSettings.timeouts(10_000, 500));
        RawClient server = scene.open();
        RawClient plain = scene.connect()) {
      plain.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      try (RawClient silent = scene.accept()) {
        silent.readHead();
        assertThat(plain.read().status()).as("a request sent later").isEqualTo(504);
      }
      server.send("late");
      assertThat(scene.client.readExactly(4)).isEqualTo("late");
    }
  }

  @Test
  @DisplayName("Drain: an open tunnel is waited for like any exchange")
  void theDrainWaitsForATunnelToEnd() throws Exception {
    try (TunnelScene scene = new TunnelScene();
        RawClient server = scene.open()) {
      CompletableFuture<Boolean> drained = drain(scene, Duration.ofSeconds(60));
      awaitNoListener(scene);
      scene.client.send("goes on");
      assertThat(server.readExactly(7)).isEqualTo("goes on");
      assertThat(drained).isNotDone();

      scene.client.socket().shutdownOutput();
      assertThat(server.readToEnd()).isEmpty();
      server.socket().shutdownOutput();
      assertThat(drained.get()).isTrue();
    }
  }

  @Test
  void theDrainCutsOffATunnelThatDoesNotEndInTime() throws Exception {
    try (TunnelScene scene = new TunnelScene();
        RawClient server = scene.open()) {
      assertThat(drain(scene, Duration.ofMillis(300)).get()).isFalse();

      assertThatThrownBy(scene.client::readToEnd).isInstanceOf(SocketException.class);
      assertThatThrownBy(server::readToEnd).isInstanceOf(SocketException.class);
    }
  }

  private static void awaitNoListener(TunnelScene scene) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              try (RawClient _ = scene.connect()) {
                return false;
              } catch (IOException closed) {
                return true;
              }
            });
  }

  private static CompletableFuture<Boolean> drain(TunnelScene scene, Duration limit) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return scene.proxy.server.drain(Duration.ZERO, limit);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static UnaryOperator<ProxySettings> idle(Duration idle) {
    return ChangedSettings.idle(idle);
  }

  private static void reset(RawClient end) throws IOException {
    end.socket().setSoLinger(true, 0);
    end.close();
  }

  /** Far more than all buffers on the way hold. */
  private static void writeWithoutEnd(RawClient end) throws IOException {
    byte[] piece = "x".repeat(1 << 20).getBytes(ISO_8859_1);
    for (int i = 0; i < 1024; i++) {
      end.socket().getOutputStream().write(piece);
    }
  }
}

package io.rehost.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rehost.proxy.TunnelScene.Ended;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tunnels with TLS on both sides, where an end without close_notify is none (RFC 8446 6.1). */
class TunnelTlsIT {
  private final Path dir;

  TunnelTlsIT(@TempDir Path dir) {
    this.dir = dir;
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void bytesGoBothWaysFromTheFirstOneOn(String version) throws Exception {
    try (TunnelScene scene = scene(version)) {
      scene.client.send(TunnelScene.ASK + "early");
      try (RawClient server = scene.accept()) {
        assertThat(server.readHead()).contains("\r\nHost: b.test\r\n");
        server.send(TunnelScene.GRANT + "first");

        assertThat(scene.client.readHead()).startsWith("HTTP/1.1 101 ");
        assertThat(scene.client.readExactly(5)).isEqualTo("first");
        assertThat(server.readExactly(5)).isEqualTo("early");
      }
    }
  }

  @Test
  @DisplayName("Half-close: TLS 1.3 ends one direction by close_notify")
  void theOriginGoesOnAfterTheClientHasEndedItsSide() throws Exception {
    try (TunnelScene scene = scene("TLSv1.3");
        RawClient server = scene.open()) {
      scene.client.send("last words");
      scene.client.socket().shutdownOutput();
      assertThat(server.readToEnd()).isEqualTo("last words");

      server.send("reply");
      server.socket().shutdownOutput();
      assertThat(scene.client.readToEnd()).isEqualTo("reply");
      assertThat(scene.ended()).isEqualTo(new Ended(101, null, 10, 5));
    }
  }

  @Test
  void theClientGoesOnAfterTheOriginHasEndedItsSide() throws Exception {
    try (TunnelScene scene = scene("TLSv1.3");
        RawClient server = scene.open()) {
      server.send("last words");
      server.socket().shutdownOutput();
      assertThat(scene.client.readToEnd()).isEqualTo("last words");

      scene.client.send("reply");
      scene.client.socket().shutdownOutput();
      assertThat(server.readToEnd()).isEqualTo("reply");
      assertThat(scene.ended()).isEqualTo(new Ended(101, null, 5, 10));
    }
  }

  @Test
  void aClientThatEndsItsSideBeforeThe101HasItsBytesAndItsEndRelayed() throws Exception {
    try (TunnelScene scene = scene("TLSv1.3")) {
      scene.client.send(TunnelScene.ASK + "early");
      scene.client.socket().shutdownOutput();
      try (RawClient server = scene.accept()) {
        server.readHead();
        server.send(TunnelScene.GRANT);

        assertThat(server.readToEnd()).isEqualTo("early");
      }
    }
  }

  @Test
  @DisplayName("RFC 5246 7.2.1: TLS 1.2 knows no half-close, so one end is the end of both")
  void inTls12OneEndIsTheEndOfBoth() throws Exception {
    try (TunnelScene scene = scene("TLSv1.2");
        RawClient server = scene.open()) {
      server.send("last words");
      assertThat(scene.client.readExactly(10)).isEqualTo("last words");
      scene.client.send("bye");
      scene.client.socket().close();

      assertThat(server.readToEnd()).isEqualTo("bye");
      server.socket().close();
      assertThat(scene.ended()).isEqualTo(new Ended(101, null, 3, 10));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void aClientThatIsCutOffIsNoEndForTheOrigin(String version) throws Exception {
    try (TunnelScene scene = scene(version);
        RawClient server = scene.open()) {
      scene.client.send("half");
      assertThat(server.readExactly(4)).isEqualTo("half");
      scene.wire(scene.client).shutdownOutput();

      assertThatThrownBy(server::readToEnd).isInstanceOf(IOException.class);
      assertThatThrownBy(scene.client::readToEnd).isInstanceOf(IOException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void anOriginThatIsCutOffIsNoEndForTheClient(String version) throws Exception {
    try (TunnelScene scene = scene(version);
        RawClient server = scene.open()) {
      server.send("half");
      assertThat(scene.client.readExactly(4)).isEqualTo("half");
      scene.wire(server).shutdownOutput();

      assertThatThrownBy(scene.client::readToEnd).isInstanceOf(IOException.class);
      assertThatThrownBy(server::readToEnd).isInstanceOf(IOException.class);
      assertThat(scene.ended()).isEqualTo(new Ended(101, ProxyError.CONNECTION_TERMINATED, 0, 4));
    }
  }

  @Test
  void aClientThatIsCutOffBeforeThe101IsNoEndForTheOrigin() throws Exception {
    try (TunnelScene scene = scene("TLSv1.3")) {
      scene.client.send(TunnelScene.ASK + "half");
      scene.wire(scene.client).shutdownOutput();
      try (RawClient server = scene.accept()) {
        server.readHead();
        server.send(TunnelScene.GRANT);

        assertThatThrownBy(server::readToEnd).isInstanceOf(IOException.class);
      }
    }
  }

  private TunnelScene scene(String version) throws Exception {
    return new TunnelScene(new TunnelTls(version, dir));
  }
}

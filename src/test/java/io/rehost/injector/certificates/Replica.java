package io.rehost.injector.certificates;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.InstantSource;

/** One injector: its certificates and its webhook port, on an address of its own. */
final class Replica implements AutoCloseable {
  final String address;
  final TlsServer server;
  final OwnCertificates certificates;
  private final KubernetesClient client;

  Replica(Scene scene, String address, int port) {
    this.address = address;
    this.server = new TlsServer(address, port);
    this.client = scene.client();
    this.certificates =
        new OwnCertificates(
            client, Scene.place(server.port()), server, Scene.FAST, InstantSource.system());
    scene.pod("injector-" + address, address);
    certificates.start();
  }

  @Override
  public void close() {
    server.close();
    certificates.close();
    client.close();
  }
}

package io.rehost.injector.certificates;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Every replica, asked for what it serves.
 *
 * <p>RBAC: list on pods in its own namespace.
 *
 * @param selector of the replicas' pods, such as {@code app=rehost,part=injector}
 * @param port of their webhooks
 */
record InjectorPods(
    KubernetesClient client, String namespace, String selector, int port, LeafProbe probe) {
  private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

  /** One after the other; empty for one that can't be asked, such as one that is starting. */
  List<Optional<X509Certificate>> served() {
    return client
        .pods()
        .inNamespace(namespace)
        .withLabelSelector(selector)
        .list()
        .getItems()
        .stream()
        .filter(pod -> !ENDED.contains(pod.getStatus().getPhase()))
        .map(this::served)
        .toList();
  }

  private Optional<X509Certificate> served(Pod pod) {
    String address = pod.getStatus().getPodIP();
    return address == null || address.isEmpty()
        ? Optional.empty()
        : probe.leaf(new InetSocketAddress(address, port));
  }
}

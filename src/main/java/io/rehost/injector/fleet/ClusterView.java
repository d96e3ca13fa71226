package io.rehost.injector.fleet;

import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.rehost.injector.InjectedPod;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Pods and ConfigMaps as the API server shows them; each ConfigMap is read and parsed once. Blocks;
 * one thread.
 *
 * <p>RBAC: list on pods and get on configmaps, in the whole cluster.
 */
final class ClusterView {
  /** Pods of one answer, so that a large cluster is never in memory as a whole. */
  private static final long PAGE = 500;

  private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

  private final KubernetesClient client;
  private final Map<Named, RulesRevision> revisions = new HashMap<>();

  private record Named(String namespace, String configMap) {}

  /** A client that doesn't repeat requests by itself and waits for each for 10 s at most. */
  static KubernetesClient patient(KubernetesClient client) {
    return client
        .newClient(
            new RequestConfigBuilder(client.getConfiguration().getRequestConfig())
                .withRequestTimeout(10_000)
                .withRequestRetryBackoffLimit(0)
                .build())
        .adapt(KubernetesClient.class);
  }

  ClusterView(KubernetesClient client) {
    this.client = client;
  }

  /** Those that have the sidecar and have not ended. */
  List<InjectedPod> pods() {
    List<InjectedPod> pods = new ArrayList<>();
    String next = null;
    do {
      PodList page = page(next);
      page.getItems().stream()
          .map((Pod pod) -> InjectedPod.of(pod))
          .flatMap(Optional::stream)
          .filter(pod -> !ENDED.contains(pod.phase()))
          .forEach(pods::add);
      next = page.getMetadata().getContinue();
    } while (next != null && !next.isEmpty());
    return pods;
  }

  private PodList page(@Nullable String from) {
    return client
        .pods()
        .inAnyNamespace()
        .withLabel(InjectedPod.LABEL, "true")
        .list(new ListOptionsBuilder().withLimit(PAGE).withContinue(from).build());
  }

  RulesRevision revision(String namespace, String configMap) {
    return revisions.computeIfAbsent(
        new Named(namespace, configMap),
        it ->
            RulesRevision.of(client.configMaps().inNamespace(namespace).withName(configMap).get()));
  }
}

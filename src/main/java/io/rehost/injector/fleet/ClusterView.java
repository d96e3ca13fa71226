package io.rehost.injector.fleet;

import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.rehost.injector.InjectedPod;
import io.rehost.injector.ObjectNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Pods and ConfigMaps as the API server shows them; each ConfigMap is read and parsed once. Blocks,
 * for one request at most after it is over; one thread.
 *
 * <p>RBAC: list on pods and get on configmaps, in the whole cluster.
 */
final class ClusterView {
  /** Pods of one answer, so that a large cluster is never in memory as a whole. */
  private static final long PAGE = 500;

  private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

  private final KubernetesClient client;
  private final BooleanSupplier over;
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

  /**
   * @param over whether nobody waits any more: nothing is then asked for
   */
  ClusterView(KubernetesClient client, BooleanSupplier over) {
    this.client = client;
    this.over = over;
  }

  /**
   * Those that have the sidecar and have not ended.
   *
   * @throws CancellationException if it is over
   */
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
    checkNotOver();
    return client
        .pods()
        .inAnyNamespace()
        .withLabel(InjectedPod.LABEL, "true")
        .list(new ListOptionsBuilder().withLimit(PAGE).withContinue(from).build());
  }

  /**
   * What a ConfigMap says; the name is as a pod gives it, right or wrong.
   *
   * @throws KubernetesClientException if the API server doesn't give it
   * @throws CancellationException if it is over
   */
  RulesRevision revision(String namespace, String configMap) {
    return revisions.computeIfAbsent(
        new Named(namespace, configMap), it -> read(namespace, configMap));
  }

  /** As {@link #revision}, but a failure is the answer, and is remembered as one. */
  RulesRevision revisionOrFailure(String namespace, String configMap) {
    try {
      return revision(namespace, configMap);
    } catch (KubernetesClientException | CancellationException e) {
      RulesRevision failed = RulesRevision.unread(String.valueOf(e.getMessage()));
      revisions.put(new Named(namespace, configMap), failed);
      return failed;
    }
  }

  private RulesRevision read(String namespace, String configMap) {
    if (!ObjectNames.isName(configMap)) {
      return RulesRevision.misnamed(configMap);
    }
    checkNotOver();
    return RulesRevision.of(client.configMaps().inNamespace(namespace).withName(configMap).get());
  }

  private void checkNotOver() {
    if (over.getAsBoolean()) {
      throw new CancellationException("not asked for: the time for all is over");
    }
  }
}

package io.rehost.injector.webhook;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.rehost.injector.RulesLookup;
import io.rehost.rule.document.RulesFile;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Finds rules in the ConfigMaps of the API server, each read when it is asked for. The client may
 * try again for as long as it likes: the answer does not wait for it.
 *
 * <p>RBAC: {@code get} on {@code configmaps} of every namespace. Thread-safe.
 */
public final class ConfigMapRules implements RulesLookup, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final int FORBIDDEN = 403;

  private final KubernetesClient client;
  private final Duration patience;
  private final ExecutorService readers =
      Executors.newThreadPerTaskExecutor(
          Thread.ofVirtual().name("rehost-webhook-rules-", 0).factory());

  /** A lookup that answers within 3 seconds. */
  public ConfigMapRules(KubernetesClient client) {
    this(client, PATIENCE);
  }

  ConfigMapRules(KubernetesClient client, Duration patience) {
    this.client = client;
    this.patience = patience;
  }

  @Override
  public Result find(String namespace, String configMap) {
    Future<@Nullable ConfigMap> reading =
        readers.submit(() -> client.configMaps().inNamespace(namespace).withName(configMap).get());
    try {
      return result(reading.get(patience.toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      reading.cancel(true);
      return new Unknown("the API server did not answer within " + patience.toSeconds() + " s");
    } catch (ExecutionException e) {
      return failure(Objects.requireNonNullElse(e.getCause(), e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Unknown("the injector is ending");
    }
  }

  private static Result result(@Nullable ConfigMap found) {
    if (found == null || found.getData() == null) {
      return new Absent();
    }
    String text = found.getData().get(RulesFile.KEY);
    if (text == null) {
      return new Absent();
    }
    Map<String, String> labels =
        Objects.requireNonNullElse(found.getMetadata().getLabels(), Map.of());
    return new Found(text, "true".equals(labels.get(RulesFile.LABEL)));
  }

  private static Unknown failure(Throwable cause) {
    if (cause instanceof KubernetesClientException e && e.getCode() == FORBIDDEN) {
      return new Unknown("the injector may not read it: its ClusterRole lacks get on configmaps");
    }
    return new Unknown("the API server could not be asked: " + cause.getMessage());
  }

  /** Gives up what is being read. */
  @Override
  public void close() {
    readers.shutdownNow();
  }
}

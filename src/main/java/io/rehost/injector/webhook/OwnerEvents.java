package io.rehost.injector.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.rehost.injector.events.EventWriter;
import io.rehost.injector.events.MessageText;
import io.rehost.injector.events.Notice;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Tells of pods that were admitted without their sidecar by an Event {@value #REASON} on what owns
 * them (a ReplicaSet, a Job): the pod itself mostly has no name yet. Pods of one owner with the
 * same reasons share one Event, whose count is theirs; those that come while it is written are
 * added with one more write. Each pod is a line of the log too, which is all there is for one
 * without an owner, or if the Event can't be written.
 *
 * <p>RBAC: {@code get}, {@code create} and {@code patch} on {@code events} of every namespace.
 * Thread-safe; writes on a thread of its own.
 */
public final class OwnerEvents implements PodAdmission.SkipListener, AutoCloseable {
  /** What the Event is called. */
  public static final String REASON = "InjectionSkipped";

  private static final Logger LOG = Logger.getLogger(OwnerEvents.class);
  private static final int WAITING = 256;
  private static final long CLOSING_SECONDS = 3;

  private final EventWriter events;

  /** How many pods have not been told of yet. */
  private final Map<Skip, Integer> waiting = new LinkedHashMap<>();

  private final ThreadPoolExecutor writer =
      new ThreadPoolExecutor(
          1,
          1,
          30,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          Thread.ofPlatform().daemon().name("rehost-webhook-events").factory());

  /** What is the same of many pods. */
  private record Skip(ObjectReference owner, String why) {}

  /**
   * @param client stays open
   * @param reporter the name of this pod
   */
  public OwnerEvents(KubernetesClient client, String reporter) {
    this.events = new EventWriter(client, reporter);
    writer.allowCoreThreadTimeOut(true);
  }

  @Override
  public void skipped(String namespace, ObjectNode pod, String why) {
    Optional<ObjectReference> owner = owner(namespace, pod);
    LOG.warnf(
        "pod admitted without sidecar namespace=%s pod=%s owner=%s reason=\"%s\"",
        namespace,
        name(pod),
        owner.map(it -> it.getKind() + "/" + it.getName()).orElse("none"),
        why);
    owner.ifPresent(it -> add(new Skip(it, why)));
  }

  private void add(Skip skip) {
    synchronized (waiting) {
      if (waiting.size() >= WAITING && !waiting.containsKey(skip)) {
        notWritten(skip, "too many at a time");
      } else if (waiting.merge(skip, 1, Integer::sum) == 1) {
        begin(skip);
      }
    }
  }

  private void begin(Skip skip) {
    try {
      writer.execute(() -> write(skip));
    } catch (RejectedExecutionException closed) {
      waiting.remove(skip);
      notWritten(skip, "ending");
    }
  }

  private static String name(JsonNode pod) {
    JsonNode metadata = pod.path("metadata");
    return metadata.path("name").asText(metadata.path("generateName").asText());
  }

  private static Optional<ObjectReference> owner(String namespace, JsonNode pod) {
    for (JsonNode owner : pod.path("metadata").path("ownerReferences")) {
      if (owner.path("controller").asBoolean()) {
        return Optional.of(
            new ObjectReferenceBuilder()
                .withApiVersion(owner.path("apiVersion").asText())
                .withKind(owner.path("kind").asText())
                .withName(owner.path("name").asText())
                .withUid(owner.path("uid").asText())
                .withNamespace(namespace)
                .build());
      }
    }
    return Optional.empty();
  }

  private void write(Skip skip) {
    int pods;
    synchronized (waiting) {
      pods = Objects.requireNonNull(waiting.remove(skip));
    }
    String message = MessageText.join(List.of(skip.why));
    String news = UUID.randomUUID().toString(); // other pods than before, never the same state
    try {
      var unused = events.tell(new Notice(skip.owner, true, REASON, REASON, message, news), pods);
    } catch (KubernetesClientException e) {
      notWritten(skip, e.getMessage());
    }
  }

  private static void notWritten(Skip skip, @Nullable String why) {
    LOG.warnf(
        "event not written namespace=%s owner=%s/%s reason=\"%s\"",
        skip.owner.getNamespace(), skip.owner.getKind(), skip.owner.getName(), why);
  }

  /** Writes what is waiting, for a few seconds at most. */
  @Override
  public void close() {
    writer.shutdown();
    try {
      if (!writer.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)) {
        LOG.warnf("events not written count=%d reason=\"ending\"", writer.shutdownNow().size() + 1);
      }
    } catch (InterruptedException e) {
      writer.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}

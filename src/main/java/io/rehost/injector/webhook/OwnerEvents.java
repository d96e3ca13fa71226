package io.rehost.injector.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.rehost.injector.events.MessageText;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Tells of pods that were admitted without their sidecar by an Event {@value #REASON} on what owns
 * them (a ReplicaSet, a Job): the pod itself mostly has no name yet. Each is a line of the log too,
 * which is all there is for a pod without an owner, or if the Event can't be written.
 *
 * <p>RBAC: {@code create} on {@code events} of every namespace. Thread-safe; writes on a thread of
 * its own.
 */
public final class OwnerEvents implements PodAdmission.SkipListener, AutoCloseable {
  /** What the Event is called. */
  public static final String REASON = "InjectionSkipped";

  private static final Logger LOG = Logger.getLogger(OwnerEvents.class);
  private static final String COMPONENT = "rehost-injector";
  private static final int WAITING = 256;
  private static final long CLOSING_SECONDS = 3;

  private final KubernetesClient client;
  private final String reporter;
  private final ThreadPoolExecutor writer =
      new ThreadPoolExecutor(
          1,
          1,
          30,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(WAITING),
          Thread.ofPlatform().daemon().name("rehost-webhook-events").factory());

  /**
   * @param reporter the name of this pod
   */
  public OwnerEvents(KubernetesClient client, String reporter) {
    this.client = client;
    this.reporter = reporter;
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
    try {
      owner.ifPresent(it -> writer.execute(() -> write(it, why)));
    } catch (RejectedExecutionException full) {
      LOG.warnf("event not written namespace=%s reason=\"too many at a time\"", namespace);
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

  private void write(ObjectReference owner, String why) {
    try {
      var unused =
          client
              .v1()
              .events()
              .inNamespace(owner.getNamespace())
              .resource(event(owner, why, Instant.now()))
              .create();
    } catch (KubernetesClientException e) {
      LOG.warnf(
          "event not written namespace=%s owner=%s/%s reason=\"%s\"",
          owner.getNamespace(), owner.getKind(), owner.getName(), e.getMessage());
    }
  }

  private Event event(ObjectReference owner, String why, Instant now) {
    String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
    return new EventBuilder()
        .withNewMetadata()
        .withGenerateName(owner.getName() + ".")
        .withNamespace(owner.getNamespace())
        .endMetadata()
        .withInvolvedObject(owner)
        .withType("Warning")
        .withReason(REASON)
        .withMessage(MessageText.join(List.of(why)))
        .withNewSource()
        .withComponent(COMPONENT)
        .endSource()
        .withReportingComponent(COMPONENT)
        .withReportingInstance(reporter)
        .withFirstTimestamp(time)
        .withLastTimestamp(time)
        .withCount(1)
        .build();
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

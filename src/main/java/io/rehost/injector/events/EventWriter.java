package io.rehost.injector.events;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Puts notices on objects as Events of {@code v1}: one Event for each object, reason and message,
 * whose count and lastTimestamp rise when it is true again. A state that was told is not told
 * again, as far as it can be seen also after a restart or by another replica: the Event bears its
 * fingerprint, until the API server forgets it (after an hour, usually).
 *
 * <p>RBAC: get, create and patch on events, in the namespaces of the objects.
 *
 * <p>Safe from any thread; one notice at a time. Blocks for up to three requests.
 */
public final class EventWriter {
  /** The annotation that holds the fingerprint of the state that was told last. */
  static final String STATE = "rehost.io/state";

  private static final String COMPONENT = "rehost-injector";
  private static final int MOST_TOPICS = 20_000;
  private static final int MOST_NAME = 253;

  private final KubernetesClient client;
  private final String reporter;
  private final InstantSource clock;

  /** From object and topic to what was told last. */
  private final Map<String, String> told =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
          return size() > MOST_TOPICS;
        }
      };

  /**
   * @param client stays open
   * @param reporter name of this replica
   */
  public EventWriter(KubernetesClient client, String reporter) {
    this(client, reporter, InstantSource.system());
  }

  EventWriter(KubernetesClient client, String reporter, InstantSource clock) {
    this.client = client;
    this.reporter = reporter;
    this.clock = clock;
  }

  /**
   * Tells what has not been told.
   *
   * @return whether this writer has not told it last; the Event may be there all the same
   * @throws KubernetesClientException if the API server doesn't take it; it counts as not told
   */
  public boolean tell(Notice notice) {
    return tell(notice, 1);
  }

  /**
   * The same of something that has come about several times since it was told last.
   *
   * @param times by which the count rises; above zero
   */
  public synchronized boolean tell(Notice notice, int times) {
    String topic = notice.about().getUid() + " " + notice.topic();
    String state = digest(notice.reason(), notice.message(), notice.state());
    String before = told.get(topic);
    if (state.equals(before)) {
      return false;
    }
    write(notice, times, state, before != null);
    told.put(topic, state);
    return true;
  }

  /** Has the next notice of this topic told even if it says the same as the last one. */
  public synchronized void forget(ObjectReference about, String topic) {
    told.remove(about.getUid() + " " + topic);
  }

  private void write(Notice notice, int times, String state, boolean isChange) {
    Resource<Event> there =
        client.v1().events().inNamespace(notice.about().getNamespace()).withName(name(notice));
    Event event = there.get();
    if (event == null) {
      create(notice, times, state);
    } else if (isChange || !state.equals(state(event))) {
      there.patch(raised(event, times, state));
    }
  }

  private void create(Notice notice, int times, String state) {
    String now = now();
    try {
      client
          .v1()
          .events()
          .inNamespace(notice.about().getNamespace())
          .resource(event(notice, times, state, now))
          .create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      } // another replica has just told the same
    }
  }

  private Event event(Notice notice, int times, String state, String now) {
    return new EventBuilder()
        .withNewMetadata()
        .withName(name(notice))
        .withNamespace(notice.about().getNamespace())
        .addToAnnotations(STATE, state)
        .endMetadata()
        .withInvolvedObject(notice.about())
        .withType(notice.warning() ? "Warning" : "Normal")
        .withReason(notice.reason())
        .withMessage(notice.message())
        .withNewSource(COMPONENT, null)
        .withReportingComponent(COMPONENT)
        .withReportingInstance(reporter)
        .withFirstTimestamp(now)
        .withLastTimestamp(now)
        .withCount(times)
        .build();
  }

  private Event raised(Event event, int times, String state) {
    return new EventBuilder(event)
        .editMetadata()
        .addToAnnotations(STATE, state)
        .endMetadata()
        .withCount(Objects.requireNonNullElse(event.getCount(), 1) + times)
        .withLastTimestamp(now())
        .withReportingInstance(reporter)
        .build();
  }

  private static @Nullable String state(Event event) {
    Map<String, String> annotations = event.getMetadata().getAnnotations();
    return annotations == null ? null : annotations.get(STATE);
  }

  /** The same for the same object, reason and message, whoever computes it. */
  private static String name(Notice notice) {
    String hash = digest(notice.about().getUid(), notice.reason(), notice.message());
    String object = notice.about().getName();
    int most = MOST_NAME - hash.length() - 1;
    String start = object.length() <= most ? object : object.substring(0, most);
    return start.replaceAll("[.-]+$", "") + "." + hash;
  }

  private static String digest(String... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String part : parts) {
        digest.update(part.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
      }
      return HexFormat.of().formatHex(digest.digest()).substring(0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private String now() {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    return now.toString();
  }
}

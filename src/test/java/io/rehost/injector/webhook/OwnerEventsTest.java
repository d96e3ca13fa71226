package io.rehost.injector.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.rehost.injector.webhook.PodAdmission.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Contract section 6: admitted with a warning and an Event InjectionSkipped on its owner. */
class OwnerEventsTest {
  private static final Logger TALKATIVE = Logger.getLogger("io.fabric8.mockwebserver");

  private final KubernetesMockServer server =
      new KubernetesMockServer(
          new Context(),
          new MockWebServer(),
          new HashMap<>(),
          new KubernetesCrudDispatcher(),
          false);

  @SuppressWarnings("NullAway.Init") // set before each test
  private KubernetesClient client;

  @BeforeEach
  void start() {
    TALKATIVE.setLevel(Level.WARNING);
    server.init();
    client = server.createClient();
  }

  @AfterEach
  void stop() {
    client.close();
    server.destroy();
  }

  private static void admit(OwnerEvents events, String pod, boolean dryRun) throws Exception {
    String review = TestReview.of("Pod", "CREATE", pod, dryRun);
    assertThat(TestReview.response(TestReview.pods(Refusal.WARN, events), review).at("/warnings"))
        .isNotEmpty();
  }

  private void admit(String pod, boolean dryRun) throws Exception {
    try (OwnerEvents events = new OwnerEvents(client, "rehost-injector-0")) {
      admit(events, pod, dryRun);
    }
  }

  private List<Event> events() {
    return client.v1().events().inAnyNamespace().list().getItems();
  }

  @Test
  void theOwnerOfThePodGetsAnEventWithAllReasons() throws Exception {
    admit(TestReview.pod(TestReview.ASKS_IN_VAIN), false);
    Event event = events().getFirst();
    assertThat(events()).hasSize(1);
    assertThat(event.getMetadata().getNamespace()).isEqualTo("shop");
    assertThat(event.getReason()).isEqualTo("InjectionSkipped");
    assertThat(event.getType()).isEqualTo("Warning");
    assertThat(event.getMessage()).contains("[rehost.io/inject]", "[rehost.io/capture]");
    assertThat(event.getInvolvedObject().getApiVersion()).isEqualTo("apps/v1");
    assertThat(event.getInvolvedObject().getKind()).isEqualTo("ReplicaSet");
    assertThat(event.getInvolvedObject().getName()).isEqualTo("shop-6d8f");
    assertThat(event.getInvolvedObject().getUid()).isEqualTo("7c2a");
    assertThat(event.getInvolvedObject().getNamespace()).isEqualTo("shop");
    assertThat(event.getReportingInstance()).isEqualTo("rehost-injector-0");
    assertThat(Instant.parse(event.getLastTimestamp())).isBeforeOrEqualTo(Instant.now());
  }

  @Test
  void allPodsOfOneOwnerShareOneEventThatCountsThem() throws Exception {
    for (String replica : List.of("rehost-injector-0", "rehost-injector-1")) {
      try (OwnerEvents events = new OwnerEvents(client, replica)) {
        for (int pod = 0; pod < 150; pod++) {
          admit(events, TestReview.pod(TestReview.ASKS_IN_VAIN), false);
        }
      }
    }
    assertThat(events()).extracting(Event::getCount).containsExactly(300);
  }

  @Test
  void otherReasonsAreAnotherEvent() throws Exception {
    admit(TestReview.pod(TestReview.ASKS_IN_VAIN), false);
    admit(TestReview.pod("\"rehost.io/inject\":\"yes\""), false);
    assertThat(events()).extracting(Event::getCount).containsExactly(1, 1);
  }

  @Test
  void aDryRunWritesNone() throws Exception {
    admit(TestReview.pod(TestReview.ASKS_IN_VAIN), true);
    assertThat(events()).isEmpty();
  }

  @Test
  void onlyTheOwnerThatControlsThePodGetsOne() throws Exception {
    ObjectNode pod =
        (ObjectNode) new ObjectMapper().readTree(TestReview.pod(TestReview.ASKS_IN_VAIN));
    ((ObjectNode) pod.at("/metadata/ownerReferences/0")).put("controller", false);
    admit(pod.toString(), false);
    assertThat(events()).isEmpty();
  }

  @Test
  void anEventThatCanNotBeWrittenIsSaidInTheLog() throws Exception {
    List<String> lines = new CopyOnWriteArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            lines.add(line.getMessage());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger log = Logger.getLogger(OwnerEvents.class.getName());
    log.addHandler(handler);
    KubernetesMockServer refusing = new KubernetesMockServer(false);
    refusing.init();
    refusing
        .expect()
        .post()
        .withPath("/api/v1/namespaces/shop/events")
        .andReturn(
            403, new StatusBuilder().withCode(403).withMessage("no create on events").build())
        .always();
    try (KubernetesClient other = refusing.createClient();
        OwnerEvents events = new OwnerEvents(other, "rehost-injector-0")) {
      admit(events, TestReview.pod(TestReview.ASKS_IN_VAIN), false);
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () ->
                  assertThat(lines)
                      .anyMatch(line -> line.startsWith("event not written namespace=")));
    } finally {
      log.removeHandler(handler);
      refusing.destroy();
    }
  }
}

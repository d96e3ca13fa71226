package io.rehost.injector.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.rehost.injector.cluster.ApiServer;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Contract section 6: Events RulesAccepted, RulesRejected (issue 6: deduplicated). */
class EventWriterTest {
  private static final ObjectReference MAP =
      new ObjectReferenceBuilder()
          .withApiVersion("v1")
          .withKind("ConfigMap")
          .withNamespace("shop")
          .withName("shop-rules")
          .withUid("u-1")
          .build();

  private final ApiServer api = new ApiServer();
  private Instant now = Instant.parse("2026-11-23T10:00:00.123Z");
  private final EventWriter writer = writer();

  @AfterEach
  void end() {
    api.close();
  }

  @Test
  void anEventSaysWhatKubectlDescribeNeedsAndWho() {
    writer.tell(notice("RulesAccepted", "2 rules", "text"));

    Event event = events().getFirst();
    assertThat(event.getInvolvedObject()).isEqualTo(MAP);
    assertThat(event.getReason()).isEqualTo("RulesAccepted");
    assertThat(event.getMessage()).isEqualTo("2 rules");
    assertThat(event.getType()).isEqualTo("Normal");
    assertThat(event.getCount()).isEqualTo(1);
    assertThat(event.getFirstTimestamp()).isEqualTo("2026-11-23T10:00:00Z");
    assertThat(event.getLastTimestamp()).isEqualTo("2026-11-23T10:00:00Z");
    assertThat(event.getReportingInstance()).isEqualTo("injector-0");
  }

  @Test
  void theSameStateIsToldOnceWithoutFurtherRequests() {
    writer.tell(notice("RulesAccepted", "2 rules", "text"));
    api.forget();

    boolean news = writer.tell(notice("RulesAccepted", "2 rules", "text"));

    assertThat(news).isFalse();
    assertThat(api.requests()).isEmpty();
  }

  @Test
  void aStateThatComesBackRaisesTheCountOfItsEvent() {
    writer.tell(notice("RulesAccepted", "2 rules", "text"));
    writer.tell(notice("RulesRejected", "bad", "other"));
    now = now.plusSeconds(60);

    writer.tell(notice("RulesAccepted", "2 rules", "text"));

    assertThat(events()).hasSize(2);
    Event event = accepted();
    assertThat(event.getCount()).isEqualTo(2);
    assertThat(event.getFirstTimestamp()).isEqualTo("2026-11-23T10:00:00Z");
    assertThat(event.getLastTimestamp()).isEqualTo("2026-11-23T10:01:00Z");
  }

  @Test
  void anotherTextWithTheSameMessageRaisesTheCount() {
    writer.tell(notice("RulesAccepted", "2 rules", "text"));

    writer.tell(notice("RulesAccepted", "2 rules", "edited"));

    assertThat(events()).hasSize(1);
    assertThat(accepted().getCount()).isEqualTo(2);
  }

  @Test
  void nothingIsToldAgainAfterARestart() {
    writer.tell(notice("RulesAccepted", "2 rules", "text"));

    writer().tell(notice("RulesAccepted", "2 rules", "text"));

    assertThat(events()).hasSize(1);
    assertThat(accepted().getCount()).isEqualTo(1);
  }

  @Test
  void anotherTextThatCameWhileNobodyLookedIsToldAfterARestart() {
    writer.tell(notice("RulesAccepted", "2 rules", "text"));

    writer().tell(notice("RulesAccepted", "2 rules", "edited"));

    assertThat(accepted().getCount()).isEqualTo(2);
  }

  @Test
  void aForgottenTopicIsToldAgain() {
    writer.tell(notice("RulesAccepted", "2 rules", "text"));

    writer.forget(MAP, "rules");

    assertThat(writer.tell(notice("RulesAccepted", "2 rules", "text"))).isTrue();
  }

  @Test
  void anObjectWithTheLongestNameHasEventsToo() {
    ObjectReference longest =
        new ObjectReferenceBuilder(MAP).withName("a.".repeat(126) + "a").build();

    writer.tell(new Notice(longest, true, "rules", "RulesRejected", "bad", "text"));

    assertThat(events().getFirst().getMetadata().getName())
        .hasSizeLessThanOrEqualTo(253)
        .matches("[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*");
  }

  private EventWriter writer() {
    return new EventWriter(api.client("injector"), "injector-0", () -> now);
  }

  private static Notice notice(String reason, String message, String state) {
    return new Notice(MAP, reason.endsWith("Rejected"), "rules", reason, message, state);
  }

  private Event accepted() {
    return events().stream()
        .filter(event -> event.getReason().equals("RulesAccepted"))
        .findFirst()
        .orElseThrow();
  }

  private List<Event> events() {
    return api.editor().v1().events().inNamespace("shop").list().getItems();
  }
}
